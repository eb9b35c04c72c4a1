/** Which series and samples are let in: limits by project, in words that name the limit, its value and the setting that moves it. */
import {
  formatDurationMs,
  formatLabels,
  histogramProblem,
  type Labels,
  labelValue,
  METRIC_NAME,
  type NativeHistogram,
  type Refusal,
} from '@vedette/model'
import type { Limits } from '../config/index.ts'
import type { Admission } from '../store/contract.ts'

/** What every scrape says of itself. A target that fills the limit must not silence what tells that it, or another, is down. */
const SCRAPE_REPORT = new Set([
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
])
/** How far these may go beyond the limit on series. */
const REPORT_ROOM = 1.1

/** Where a limit is set, so that a refusal can say so. */
export function settingOf(project: string, key: string): string {
  return project === 'default' ? `limits.${key}` : `projects.${project}.limits.${key} (or limits.${key})`
}

export function admissionFor(project: string, limits: Limits, nowMs: number): Admission {
  const oldestMs = nowMs - limits.sampleAgeMs
  const newestMs = nowMs + limits.sampleFutureMs
  return {
    oldestMs,
    newestMs,
    mostLabels: limits.labelsPerSeries,
    describeLabelCount: labels =>
      refusal(
        'label-count',
        `the series ${excerpt(labels)} has more labels than the limit of ${limits.labelsPerSeries} (${settingOf(project, 'labels_per_series')})`,
      ),
    admitSeries: (labels, activeSeries) => refuseSeries(project, limits, labels, activeSeries),
    admitHistogram: histogram => refuseHistogram(project, limits, histogram),
    admitExemplar: labels => refuseExemplar(project, limits, labels),
    describeAge: timeMs =>
      timeMs > newestMs
        ? refusal(
            'too-new',
            `a sample's time ${describeTime(timeMs)} lies more than ${formatDurationMs(limits.sampleFutureMs)} in the future (${settingOf(project, 'sample_future')})`,
          )
        : refusal(
            'too-old',
            `a sample's time ${describeTime(timeMs)} is older than ${formatDurationMs(limits.sampleAgeMs)} (${settingOf(project, 'sample_age')})`,
          ),
  }
}

function refuseSeries(
  project: string,
  limits: Limits,
  labels: Labels,
  activeSeries: number,
): Refusal | undefined {
  if (!labels.some(label => label.name === METRIC_NAME)) {
    return refusal('invalid-labels', `the series ${excerpt(labels)} has no metric name`)
  }
  for (const { name, value } of labels) {
    if (longerThan(name, limits.labelNameLength)) {
      return refusal(
        'label-length',
        `a label name of the series ${excerpt(labels)} is longer than the limit of ${limits.labelNameLength} bytes (${settingOf(project, 'label_name_length')})`,
      )
    }
    if (longerThan(value, limits.labelValueLength)) {
      return refusal(
        'label-length',
        `the value of the label ${JSON.stringify(name.slice(0, 100))} is longer than the limit of ${limits.labelValueLength} bytes (${settingOf(project, 'label_value_length')})`,
      )
    }
  }
  const room = SCRAPE_REPORT.has(labelValue(labels, METRIC_NAME)) ? REPORT_ROOM : 1
  if (activeSeries >= limits.activeSeries * room) {
    return refusal(
      'series-limit',
      `the project ${project} has ${activeSeries} active series, the limit (${settingOf(project, 'active_series')}): the new series ${excerpt(labels)} is not taken`,
    )
  }
  return undefined
}

function refuseHistogram(project: string, limits: Limits, histogram: NativeHistogram): Refusal | undefined {
  const problem = histogramProblem(histogram)
  if (problem !== undefined)
    return refusal('invalid-histogram', `a native histogram makes no sense: ${problem}`)
  const buckets = histogram.positiveCounts.length + histogram.negativeCounts.length
  if (buckets <= limits.histogramBuckets) return undefined
  return refusal(
    'histogram-buckets',
    `a native histogram has ${buckets} buckets, more than the limit of ${limits.histogramBuckets} (${settingOf(project, 'histogram_buckets')})`,
  )
}

function refuseExemplar(project: string, limits: Limits, labels: Labels): Refusal | undefined {
  let characters = 0
  for (const { name, value } of labels) characters += name.length + value.length
  if (characters <= limits.exemplarLength) return undefined
  return refusal(
    'exemplar-length',
    `an exemplar's labels have ${characters} characters, more than the limit of ${limits.exemplarLength} (${settingOf(project, 'exemplar_length')})`,
  )
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
