/**
 * Samples as JSON lines, in the shape that VictoriaMetrics made known: `{"metric":{...},"values":[...],"timestamps":[...]}`.
 *
 * The range is cut into windows small enough for memory, oldest first, so a series may come on several lines. JSON has no words for
 * special numbers: NaN and the stale marker are `null`, the infinities "Infinity" and "-Infinity". Native histograms come on
 * lines of their own, with `histograms` instead of `values`; a `null` there says that the series ended.
 */
import { type Matcher, type NativeHistogram, recordOf } from '@vedette/model'
import type { MetricStore, SeriesSamples, TimeRange } from '../../store/contract.ts'

/** About how many samples one window may hold: 16 bytes each in columns, and some 30 as text. */
const WINDOW_SAMPLES = 500_000
/** What is assumed before anything is known: nobody scrapes much more often. */
const ASSUMED_INTERVAL_MS = 5000
const SHORTEST_MS = 60_000
const DAY_MS = 86_400_000
const LINE_SAMPLES = 10_000
/** How much longer than reckoned a window may be that follows empty ones. */
const MOST_STRETCH = 16

export interface ExportRequest {
  readonly store: Pick<MetricStore, 'select' | 'series'>
  readonly project: string
  readonly matcherSets: readonly (readonly Matcher[])[]
  readonly range: TimeRange
  readonly mostSeries: number
  readonly signal: AbortSignal
}

export async function* exportLines(request: ExportRequest): AsyncGenerator<string> {
  const { store, project, matcherSets, range, mostSeries, signal } = request
  const series = await store.series(project, matcherSets, range, mostSeries, signal)
  if (series.length === 0) return
  const windowMs = Math.max(SHORTEST_MS, Math.floor((WINDOW_SAMPLES * ASSUMED_INTERVAL_MS) / series.length))
  for await (const day of daysWithSeries(request, range)) yield* linesOfDay(request, day, windowMs)
}

/** Halves the range until its parts are at most a day long, and leaves out the parts where the store has nothing. */
async function* daysWithSeries(request: ExportRequest, range: TimeRange): AsyncGenerator<TimeRange> {
  const lengthMs = range.toMs - range.fromMs + 1
  if (lengthMs <= 0) return
  const { store, project, matcherSets, signal } = request
  if ((await store.series(project, matcherSets, range, 1, signal)).length === 0) return
  if (lengthMs <= DAY_MS) {
    yield range
    return
  }
  const middleMs = range.fromMs + Math.floor(lengthMs / 2)
  yield* daysWithSeries(request, { fromMs: range.fromMs, toMs: middleMs - 1 })
  yield* daysWithSeries(request, { fromMs: middleMs, toMs: range.toMs })
}

/** Window by window. Many series are only there for a part of the day: after an empty window the next is longer, within bounds. */
async function* linesOfDay(request: ExportRequest, day: TimeRange, windowMs: number): AsyncGenerator<string> {
  let lengthMs = windowMs
  for (let fromMs = day.fromMs; fromMs <= day.toMs; ) {
    const toMs = Math.min(fromMs + lengthMs - 1, day.toMs)
    let empty = true
    for await (const line of linesOfWindow(request, { fromMs, toMs })) {
      empty = false
      yield line
    }
    lengthMs = empty ? Math.min(lengthMs * 2, windowMs * MOST_STRETCH) : windowMs
    fromMs = toMs + 1
  }
}

async function* linesOfWindow(request: ExportRequest, window: TimeRange): AsyncGenerator<string> {
  const { store, project, matcherSets, signal } = request
  // A series that satisfies several sets comes once.
  const done = new Set<string>()
  for (const matchers of matcherSets) {
    for (const samples of await store.select(project, matchers, window, signal)) {
      const metric = JSON.stringify(recordOf(samples.labels))
      if (matcherSets.length > 1) {
        if (done.has(metric)) continue
        done.add(metric)
      }
      yield* linesOfSeries(metric, samples)
      signal.throwIfAborted()
    }
  }
}

function* linesOfSeries(metric: string, { timesMs, values, histograms }: SeriesSamples): Generator<string> {
  for (let from = 0; from < timesMs.length; from += LINE_SAMPLES) {
    const to = Math.min(from + LINE_SAMPLES, timesMs.length)
    let text = `{"metric":${metric},"values":[`
    for (let i = from; i < to; i++) text += i === from ? valueText(values[i]!) : `,${valueText(values[i]!)}`
    text += '],"timestamps":['
    for (let i = from; i < to; i++) text += i === from ? timesMs[i]! : `,${timesMs[i]!}`
    yield `${text}]}\n`
  }
  for (let from = 0; from < histograms.length; from += LINE_SAMPLES / 100) {
    const some = histograms.slice(from, from + LINE_SAMPLES / 100)
    const shapes = some.map(({ histogram }) => (histogram === 'stale' ? null : histogramShape(histogram)))
    const times = some.map(({ timeMs }) => timeMs)
    yield `{"metric":${metric},"histograms":${JSON.stringify(shapes)},"timestamps":${JSON.stringify(times)}}\n`
  }
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'null'
  if (value === Number.POSITIVE_INFINITY) return '"Infinity"'
  if (value === Number.NEGATIVE_INFINITY) return '"-Infinity"'
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The histogram as the store keeps it, its columns as plain lists. */
function histogramShape(histogram: NativeHistogram): Record<string, unknown> {
  return {
    schema: histogram.schema,
    count: special(histogram.count),
    sum: special(histogram.sum),
    zeroThreshold: histogram.zeroThreshold,
    zeroCount: special(histogram.zeroCount),
    positiveSpans: histogram.positiveSpans,
    positiveCounts: Array.from(histogram.positiveCounts, special),
    negativeSpans: histogram.negativeSpans,
    negativeCounts: Array.from(histogram.negativeCounts, special),
    customValues: Array.from(histogram.customValues, special),
    resetHint: histogram.resetHint,
  }
}

function special(value: number): number | string | null {
  return Number.isFinite(value) || Number.isNaN(value) ? value : value > 0 ? 'Infinity' : '-Infinity'
}
