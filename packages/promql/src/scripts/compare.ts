/** An answer beside what the script expects: undefined where they agree, else what differs. */
import { compareLabels, formatLabels, type Labels } from '@vedette/model'
import { histogramLiteral } from '../histogram/index.ts'
import { labelsText } from '../values/relabelled.ts'
import { almostEqual, almostEqualHistograms } from './almost-equal.ts'
import { type AnswerSeries, describe } from './answers.ts'
import type { EvalTimes, ExpectedSeries } from './script.ts'
import type { Point } from './series-line.ts'

/** Of an instant query: one point each. `ordered`: in the order in which they are written. */
export function differenceAtOnce(
  expected: readonly ExpectedSeries[],
  actual: readonly AnswerSeries[],
  ordered: boolean,
): string | undefined {
  const wanted = bySeries(expected)
  for (const [i, series] of actual.entries()) {
    const found = wanted.get(labelsText(series.labels))
    if (found === undefined) return `unexpected series in result: ${describe(series)}`
    const { labels, points, position } = found
    if (ordered && position !== i + 1) {
      return `expected ${nameOf(labels)} at position ${position}, but it is at ${i + 1}`
    }
    const [point] = points
    if (point === undefined) return `nothing is expected of ${nameOf(labels)}`
    const histogram = series.histograms[0]?.histogram
    const value = series.floats[0]?.value ?? 0
    const agrees =
      point.kind === 'histogram'
        ? histogram !== undefined && almostEqualHistograms(point.histogram, histogram, point.hintWritten)
        : histogram === undefined && almostEqual(floatOf(point), value)
    if (!agrees) return `expected ${textOf(point)} for ${nameOf(labels)}, got ${describe(series)}`
  }
  return missing(expected, actual)
}

/** Of a range query, or of samples: each point at its time. */
export function differenceOverTime(
  expected: readonly ExpectedSeries[],
  actual: readonly AnswerSeries[],
  times: EvalTimes,
): string | undefined {
  const wanted = bySeries(expected)
  for (const series of actual) {
    const found = wanted.get(labelsText(series.labels))
    if (found === undefined) return `unexpected series in result: ${describe(series)}`
    const difference = pointsDiffer(found, series, times)
    if (difference !== undefined) return `${difference} (result has ${describe(series)})`
  }
  return missing(expected, actual) ?? unsorted(actual)
}

function pointsDiffer(
  { labels, points }: ExpectedSeries,
  { floats, histograms }: AnswerSeries,
  { startMs, endMs, stepMs }: EvalTimes,
): string | undefined {
  const timed = points.map((point, i) => ({ point, timeMs: startMs + i * stepMs }))
  if (timed.some(({ timeMs }) => timeMs > endMs)) {
    return `expected ${points.length} points for ${nameOf(labels)}, but query time range cannot return this many points`
  }
  const wantedFloats = timed.filter(({ point }) => point.kind === 'float' || point.kind === 'stale')
  const wantedHistograms = timed.filter(({ point }) => point.kind === 'histogram')
  if (wantedFloats.length !== floats.length || wantedHistograms.length !== histograms.length) {
    return `expected ${wantedFloats.length} float points and ${wantedHistograms.length} histogram points for ${nameOf(labels)}`
  }
  for (const [i, { point, timeMs }] of wantedFloats.entries()) {
    const actual = floats[i]!
    if (actual.timeMs !== timeMs || !almostEqual(floatOf(point), actual.value)) {
      return `expected ${textOf(point)} at ${timeMs} ms for ${nameOf(labels)}, got ${actual.value} at ${actual.timeMs} ms`
    }
  }
  for (const [i, { point, timeMs }] of wantedHistograms.entries()) {
    const actual = histograms[i]!
    const agrees =
      point.kind === 'histogram' &&
      almostEqualHistograms(point.histogram, actual.histogram, point.hintWritten)
    if (actual.timeMs !== timeMs || !agrees) {
      return `expected ${textOf(point)} at ${timeMs} ms for ${nameOf(labels)}, got ${histogramLiteral(actual.histogram)} at ${actual.timeMs} ms`
    }
  }
  return undefined
}

function missing(expected: readonly ExpectedSeries[], actual: readonly AnswerSeries[]): string | undefined {
  const seen = new Set(actual.map(({ labels }) => labelsText(labels)))
  const lost = expected.find(({ labels }) => !seen.has(labelsText(labels)))
  return lost && `expected ${nameOf(lost.labels)} with ${lost.points.map(textOf).join(' ')}, not found`
}

export function unsorted(actual: readonly AnswerSeries[]): string | undefined {
  const at = actual.findIndex((series, i) => i > 0 && compareLabels(actual[i - 1]!.labels, series.labels) > 0)
  if (at < 0) return undefined
  return `series are not sorted by their labels: ${nameOf(actual[at]!.labels)} comes after ${nameOf(actual[at - 1]!.labels)}`
}

/** Of two lines with the same labels, the last counts. */
function bySeries(expected: readonly ExpectedSeries[]): Map<string, ExpectedSeries> {
  return new Map(expected.map(series => [labelsText(series.labels), series]))
}

function nameOf(labels: Labels): string {
  return formatLabels(labels) || '{}'
}

function floatOf(point: Point): number {
  return point.kind === 'float' ? point.value : point.kind === 'stale' ? Number.NaN : 0
}

function textOf(point: Point): string {
  switch (point.kind) {
    case 'none':
      return '_'
    case 'stale':
      return 'stale'
    case 'float':
      return String(point.value)
    case 'histogram':
      return histogramLiteral(point.histogram)
  }
}
