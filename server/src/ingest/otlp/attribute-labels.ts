/**
 * Attributes become labels: those of the point, and what its resource and scope add. Precedence as in Prometheus 3: `job` and
 * `instance` before the scope's labels, these before the point's own, these before promoted resource attributes.
 */
import { compareUtf8, type Label, type Labels } from '@vedette/model'
import type { OtlpScopeMetrics } from '../../wire/otlp-metrics.ts'
import { type OtlpAttribute, otlpValueText } from '../../wire/otlp-value.ts'
import { labelName } from './label-name.ts'
import { allowsUtf8, type OtlpTranslation } from './translation.ts'

/** What a resource (and a scope in it) adds to each of its points. */
export interface ContextLabels {
  /** Where the point has no such label. */
  readonly fallback: ReadonlyMap<string, string>
  /** Whatever the point says. */
  readonly fixed: ReadonlyMap<string, string>
}

export interface AttributeLabels {
  resource(attributes: readonly OtlpAttribute[]): ContextLabels
  scope(resource: ContextLabels, scope: OtlpScopeMetrics): ContextLabels
  /** Sorted, without a name. Where a key can't become a label: the key. */
  point(attributes: readonly OtlpAttribute[], context: ContextLabels): Labels | InvalidKey
  /** Of `target_info`; undefined where the resource has nothing to tell or nothing to be found by. */
  targetInfo(attributes: readonly OtlpAttribute[], context: ContextLabels): Labels | undefined
}

export interface InvalidKey {
  readonly invalidKey: string
}

const SERVICE_NAME = 'service.name'
const SERVICE_NAMESPACE = 'service.namespace'
const SERVICE_INSTANCE = 'service.instance.id'
const IDENTIFYING = new Set([SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_INSTANCE])

/** Keys come again with every point and every request. */
const REMEMBERED_NAMES = 10_000

export function createAttributeLabels(translation: OtlpTranslation): AttributeLabels {
  const utf8 = allowsUtf8(translation.translationStrategy)
  const promoted = new Set(translation.promoteResourceAttributes)
  const ignored = new Set(translation.ignoreResourceAttributes)
  const names = new Map<string, string | undefined>()

  function nameOf(key: string): string | undefined {
    if (names.has(key)) return names.get(key)
    if (names.size >= REMEMBERED_NAMES) names.clear()
    const name = labelName(key, utf8)
    names.set(key, name)
    return name
  }

  /** Keys that become one name are joined, in the order of the keys. Gives back the key that can't be a name. */
  function addJoined(attributes: readonly OtlpAttribute[], into: Map<string, string>): string | undefined {
    const sorted =
      attributes.length < 2 ? attributes : [...attributes].sort((a, b) => compareUtf8(a.key, b.key))
    for (const { key, value } of sorted) {
      const name = nameOf(key)
      if (name === undefined) return key
      const text = otlpValueText(value)
      const before = into.get(name)
      into.set(name, before === undefined || before === '' || utf8 ? text : `${before};${text}`)
    }
    return undefined
  }

  return {
    resource(attributes) {
      const fallback = new Map<string, string>()
      const fixed = new Map<string, string>()
      for (const { key, value } of attributes) {
        const isPromoted = translation.promoteAllResourceAttributes ? !ignored.has(key) : promoted.has(key)
        if (!isPromoted) continue
        const name = nameOf(key)
        if (name !== undefined) fallback.set(name, otlpValueText(value))
      }
      const text = (wanted: string) => {
        const found = attributes.find(({ key }) => key === wanted)
        return found && otlpValueText(found.value)
      }
      const service = text(SERVICE_NAME)
      const namespace = text(SERVICE_NAMESPACE)
      const instance = text(SERVICE_INSTANCE)
      if (service !== undefined)
        fixed.set('job', namespace === undefined ? service : `${namespace}/${service}`)
      if (instance !== undefined) fixed.set('instance', instance)
      return { fallback, fixed }
    },

    scope(resource, { name, version, schemaUrl, attributes }) {
      if (!translation.promoteScopeMetadata || name === '') return resource
      const fixed = new Map<string, string>()
      for (const { key, value } of attributes) {
        const label = nameOf(`otel_scope_${key}`)
        if (label !== undefined) fixed.set(label, otlpValueText(value))
      }
      fixed.set('otel_scope_name', name)
      fixed.set('otel_scope_version', version)
      fixed.set('otel_scope_schema_url', schemaUrl)
      for (const [label, value] of resource.fixed) fixed.set(label, value)
      return { fallback: resource.fallback, fixed }
    },

    point(attributes, { fallback, fixed }) {
      const labels = new Map<string, string>()
      const invalidKey = addJoined(attributes, labels)
      if (invalidKey !== undefined) return { invalidKey }
      for (const [name, value] of fallback) {
        const own = labels.get(name)
        if (own === undefined || own === '') labels.set(name, value)
      }
      for (const [name, value] of fixed) labels.set(name, value)
      return sortedLabels(labels)
    },

    targetInfo(attributes, { fixed }) {
      const telling = attributes.filter(({ key }) => !IDENTIFYING.has(key))
      if (telling.length === 0) return undefined
      const shown = translation.keepIdentifyingResourceAttributes ? attributes : telling
      const labels = new Map<string, string>()
      addJoined(
        shown.filter(({ key }) => nameOf(key) !== undefined),
        labels,
      )
      for (const name of ['job', 'instance']) {
        const value = fixed.get(name)
        if (value !== undefined) labels.set(name, value)
      }
      if (!labels.get('job') && !labels.get('instance')) return undefined
      return sortedLabels(labels)
    },
  }
}

function sortedLabels(map: ReadonlyMap<string, string>): Labels {
  const labels: Label[] = []
  for (const [name, value] of map) {
    if (value !== '' && name !== '__name__') labels.push({ name, value })
  }
  return labels.length < 2 ? labels : labels.sort((a, b) => compareUtf8(a.name, b.name))
}
