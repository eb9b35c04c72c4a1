/** The target groups that files and HTTP endpoints list: `[{"targets": ["host:port"], "labels": {"name": "value"}}]`. */
import type { DiscoveredTarget } from '../discovered.ts'
import { type LabelRecord, targetOf } from './mechanism.ts'

export interface TargetGroup {
  readonly targets: readonly string[]
  readonly labels: LabelRecord
}

/** Throws an Error with a sentence that names the group and what was expected there. */
export function readTargetGroups(value: unknown): TargetGroup[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw new Error('expected a list of target groups')
  return value.map(readGroup)
}

export function targetsOf(group: TargetGroup, meta: LabelRecord): DiscoveredTarget[] {
  const labels = { ...group.labels, ...meta }
  return group.targets.map(address => targetOf(labels, { __address__: address }))
}

function readGroup(value: unknown, index: number): TargetGroup {
  const where = `group ${index + 1}`
  if (!isRecord(value)) throw new Error(`${where}: expected an object with "targets" and "labels"`)
  for (const key of Object.keys(value)) {
    if (key !== 'targets' && key !== 'labels') throw new Error(`${where}: unknown key ${JSON.stringify(key)}`)
  }
  const targets = value.targets ?? []
  if (!Array.isArray(targets) || !targets.every(target => typeof target === 'string')) {
    throw new Error(`${where}: "targets" must be a list of strings ("host:port")`)
  }
  const labels = value.labels ?? {}
  if (!isRecord(labels)) throw new Error(`${where}: "labels" must be an object`)
  for (const [name, text] of Object.entries(labels)) {
    if (name === '') throw new Error(`${where}: a label has no name`)
    if (typeof text !== 'string')
      throw new Error(`${where}: the label ${JSON.stringify(name)} must be a string`)
  }
  return { targets, labels: labels as LabelRecord }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
