/** Groups as the Pushgateway's `GET /api/v1/metrics` shows them: numbers are text, as Go prints them. */
import { labelValue, METRIC_NAME, type MetricType, type NativeHistogram, recordOf } from '@vedette/model'
import { formatFloat, parseFloatText } from '../../wire/float-text.ts'
import { exposedFamilies, type Group, type GroupFamily } from './group.ts'
import type { PushedSeries } from './pushed-family.ts'

const TYPE_WORDS: Partial<Record<MetricType, string>> = {
  unknown: 'UNTYPED',
  gaugehistogram: 'GAUGE_HISTOGRAM',
}

interface ListedMetric {
  readonly labels: Record<string, string>
  value?: string
  count?: string
  sum?: string
  buckets?: Record<string, string>
  quantiles?: Record<string, string>
  histogram?: object
}

export function listGroups(groups: readonly Group[]): object[] {
  return groups.map(group => ({
    labels: group.grouping,
    last_push_successful: group.pushedMs > group.failedMs,
    ...Object.fromEntries([...exposedFamilies(group)].map(family => [family.family, listFamily(family)])),
  }))
}

function listFamily(family: GroupFamily): object {
  return {
    time_stamp: new Date(family.pushedMs).toISOString(),
    type: TYPE_WORDS[family.type] ?? family.type.toUpperCase(),
    ...(family.help !== '' && { help: family.help }),
    metrics: listMetrics(family),
  }
}

/** The series of one metric of a histogram or summary together. */
function listMetrics({ family, type, series }: GroupFamily): ListedMetric[] {
  const metrics = new Map<string, ListedMetric>()
  const isWhole = type !== 'histogram' && type !== 'summary' && type !== 'gaugehistogram'
  for (const entry of series) {
    const {
      [METRIC_NAME]: name = '',
      le,
      quantile,
      ...own
    } = { ...recordOf(entry.labels) } as Record<string, string>
    const labels = {
      instance: '',
      ...own,
      ...(isWhole && le !== undefined && { le }),
      ...(isWhole && quantile !== undefined && { quantile }),
    }
    const id = JSON.stringify(isWhole ? [labels, name] : labels)
    const metric: ListedMetric = metrics.get(id) ?? { labels }
    metrics.set(id, metric)
    if (typeof entry.value !== 'number') addNative(metric, entry.value)
    else if (isWhole) metric.value = formatFloat(entry.value)
    else addPart(metric, name.slice(family.length), entry, le, quantile)
  }
  return [...metrics.values()]
}

function addPart(
  metric: ListedMetric,
  suffix: string,
  { labels, value }: PushedSeries,
  le: string | undefined,
  quantile: string | undefined,
): void {
  const text = formatFloat(value as number)
  if (suffix === '_count' || suffix === '_gcount') metric.count = text
  else if (suffix === '_sum' || suffix === '_gsum') metric.sum = text
  else if (le !== undefined) metric.buckets = { ...metric.buckets, [bound(le)]: text }
  else if (quantile !== undefined) metric.quantiles = { ...metric.quantiles, [bound(quantile)]: text }
  else metric.value = `${labelValue(labels, METRIC_NAME)} ${text}`
}

/** `1.0` is how a bound is stored, `1` how Go prints it. */
function bound(text: string): string {
  const value = parseFloatText(text)
  return value === undefined ? text : formatFloat(value)
}

function addNative(metric: ListedMetric, histogram: NativeHistogram): void {
  metric.count = formatFloat(histogram.count)
  metric.sum = formatFloat(histogram.sum)
  metric.histogram = {
    schema: histogram.schema,
    zero_threshold: formatFloat(histogram.zeroThreshold),
    zero_count: formatFloat(histogram.zeroCount),
    positive_spans: histogram.positiveSpans,
    positive_counts: [...histogram.positiveCounts].map(formatFloat),
    negative_spans: histogram.negativeSpans,
    negative_counts: [...histogram.negativeCounts].map(formatFloat),
  }
}
