/**
 * What the labels that a target exposes become: the target's own labels join them, `metric_relabel_configs` rewrite or drop them, limits
 * are checked. Called once per series and target; the series cache remembers the result.
 */
import {
  formatLabels,
  isLegacyLabelName,
  isLegacyMetricName,
  type Label,
  type Labels,
  labelsFrom,
  labelValue,
  METRIC_NAME,
} from '@vedette/model'
import { relabel } from '@vedette/model/relabel'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'
import { ScrapeError } from './scrape-error.ts'

export type SampleLabelSettings = Pick<
  ScrapeConfig,
  | 'honorLabels'
  | 'metricRelabelConfigs'
  | 'nameValidation'
  | 'labelLimit'
  | 'labelNameLengthLimit'
  | 'labelValueLengthLimit'
>

/** undefined where the series is dropped. Throws a ScrapeError where its labels fail the whole scrape. */
export function resolveSampleLabels(
  exposed: readonly Label[],
  targetLabels: Labels,
  settings: SampleLabelSettings,
): Labels | undefined {
  const joined = settings.honorLabels ? honored(exposed, targetLabels) : renamed(exposed, targetLabels)
  const labels = relabel(joined, settings.metricRelabelConfigs)
  if (labels === undefined || labels.length === 0) return undefined
  checkNames(labels, settings.nameValidation)
  checkLimits(labels, settings)
  return labels
}

/** The target's labels fill in only what is not exposed; an exposed label without a value keeps the target's away. */
function honored(exposed: readonly Label[], targetLabels: Labels): Labels {
  const names = new Set(exposed.map(label => label.name))
  return joinedLabels(
    exposed,
    targetLabels.filter(label => !names.has(label.name)),
  )
}

/** The target's labels win; what was exposed under their names moves to `exported_...`. */
function renamed(exposed: readonly Label[], targetLabels: Labels): Labels {
  const taken = new Set(targetLabels.map(label => label.name))
  const conflicts = exposed.filter(label => taken.has(label.name) && label.value !== '')
  if (conflicts.length === 0) return joinedLabels(exposed, targetLabels)
  const used = new Set([...taken, ...exposed.filter(label => label.value !== '').map(label => label.name)])
  const moved = conflicts
    .sort((a, b) => Buffer.byteLength(a.name) - Buffer.byteLength(b.name))
    .map(({ name, value }) => {
      let free = name
      do free = `exported_${free}`
      while (used.has(free))
      used.add(free)
      return { name: free, value }
    })
  return joinedLabels([...exposed.filter(label => !taken.has(label.name)), ...moved], targetLabels)
}

function joinedLabels(first: readonly Label[], second: readonly Label[]): Labels {
  return labelsFrom([...first, ...second].map(({ name, value }) => [name, value] as const))
}

function checkNames(labels: Labels, validation: ScrapeConfig['nameValidation']): void {
  const name = labelValue(labels, METRIC_NAME)
  if (name === '') throw new ScrapeError('labels', `missing metric name (${METRIC_NAME} label)`)
  if (validation === 'utf8') return
  if (!isLegacyMetricName(name) || !labels.every(label => isLegacyLabelName(label.name))) {
    const hint = 'metric_name_validation_scheme is legacy'
    throw new ScrapeError('labels', `invalid metric name or label names: ${formatLabels(labels)} (${hint})`)
  }
}

function checkLimits(labels: Labels, settings: SampleLabelSettings): void {
  const { labelLimit, labelNameLengthLimit, labelValueLengthLimit } = settings
  const metric = (): string => labelValue(labels, METRIC_NAME).slice(0, 50)
  if (labelLimit > 0 && labels.length > labelLimit) {
    throw new ScrapeError(
      'label-limit',
      `label_limit exceeded (metric: ${metric()}, number of labels: ${labels.length}, limit: ${labelLimit})`,
    )
  }
  if (labelNameLengthLimit === 0 && labelValueLengthLimit === 0) return
  for (const { name, value } of labels) {
    const nameLength = Buffer.byteLength(name)
    if (labelNameLengthLimit > 0 && nameLength > labelNameLengthLimit) {
      throw new ScrapeError(
        'label-limit',
        `label_name_length_limit exceeded (metric: ${metric()}, label name: ${name.slice(0, 50)}, length: ${nameLength}, limit: ${labelNameLengthLimit})`,
      )
    }
    const valueLength = Buffer.byteLength(value)
    if (labelValueLengthLimit > 0 && valueLength > labelValueLengthLimit) {
      throw new ScrapeError(
        'label-limit',
        `label_value_length_limit exceeded (metric: ${metric()}, label name: ${name.slice(0, 50)}, value: ${JSON.stringify(value.slice(0, 50))}, length: ${valueLength}, limit: ${labelValueLengthLimit})`,
      )
    }
  }
}
