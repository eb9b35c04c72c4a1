/** Which series and samples are let in: limits by project, in words that name the limit, its value and the setting that moves it. */
import { formatDurationMs, formatLabels, type Labels, METRIC_NAME, type Refusal } from '@vedette/model'
import type { Admission } from '../store/contract.ts'

export interface IngestLimits {
  /** Series of one project that may be active at once. */
  readonly activeSeries: number
  readonly labelsPerSeries: number
  readonly labelNameBytes: number
  readonly labelValueBytes: number
  readonly pastMs: number
  readonly futureMs: number
}

/** Where a limit is set, so that a refusal can say so. */
export function settingOf(project: string, key: string): string {
  return project === 'default' ? `limits.${key}` : `projects.${project}.limits.${key} (or limits.${key})`
}

export function admissionFor(project: string, limits: IngestLimits, nowMs: number): Admission {
  const oldestMs = nowMs - limits.pastMs
  const newestMs = nowMs + limits.futureMs
  return {
    oldestMs,
    newestMs,
    admitSeries: (labels, activeSeries) => refuseSeries(project, limits, labels, activeSeries),
    describeAge: timeMs =>
      timeMs > newestMs
        ? refusal(
            'too-new',
            `a sample's time ${describeTime(timeMs)} lies more than ${formatDurationMs(limits.futureMs)} in the future (${settingOf(project, 'future')})`,
          )
        : refusal(
            'too-old',
            `a sample's time ${describeTime(timeMs)} is older than ${formatDurationMs(limits.pastMs)} (${settingOf(project, 'past')})`,
          ),
  }
}

function refuseSeries(
  project: string,
  limits: IngestLimits,
  labels: Labels,
  activeSeries: number,
): Refusal | undefined {
  if (!labels.some(label => label.name === METRIC_NAME)) {
    return refusal('invalid-labels', `the series ${excerpt(labels)} has no metric name`)
  }
  if (labels.length > limits.labelsPerSeries) {
    return refusal(
      'label-count',
      `the series ${excerpt(labels)} has ${labels.length} labels, more than the limit of ${limits.labelsPerSeries} (${settingOf(project, 'labels_per_series')})`,
    )
  }
  for (const { name, value } of labels) {
    if (longerThan(name, limits.labelNameBytes)) {
      return refusal(
        'label-length',
        `a label name of the series ${excerpt(labels)} is longer than the limit of ${limits.labelNameBytes} bytes (${settingOf(project, 'label_name_length')})`,
      )
    }
    if (longerThan(value, limits.labelValueBytes)) {
      return refusal(
        'label-length',
        `the value of the label ${JSON.stringify(name.slice(0, 100))} is longer than the limit of ${limits.labelValueBytes} bytes (${settingOf(project, 'label_value_length')})`,
      )
    }
  }
  if (activeSeries >= limits.activeSeries) {
    return refusal(
      'series-limit',
      `the project ${project} has ${activeSeries} active series, the limit (${settingOf(project, 'active_series')}): the new series ${excerpt(labels)} is not taken`,
    )
  }
  return undefined
}

function refusal(reason: string, detail: string): Refusal {
  return { reason, count: 1, detail }
}

/** A string has at most three bytes per UTF-16 unit, so most need no counting. */
function longerThan(text: string, bytes: number): boolean {
  if (text.length * 3 <= bytes) return false
  return text.length > bytes || Buffer.byteLength(text) > bytes
}

function excerpt(labels: Labels): string {
  const text = formatLabels(labels.slice(0, 20))
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`
}

function describeTime(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? String(timeMs) : date.toISOString()
}
