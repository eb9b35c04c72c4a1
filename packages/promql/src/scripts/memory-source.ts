/** Series that are simply in memory, as a source of samples: for scripts, for tests, and for whoever has data and no database. */
import { compileMatcher, formatMatcher, type Labels, labelsOf, labelValue } from '@vedette/model'
import type { Samples, SelectedSeries, SeriesSource, TimedHistogram } from '../source.ts'
import { SeriesSet } from '../values/series-set.ts'

export type MemorySeries = {
  readonly labels: Labels | Readonly<Record<string, string>>
  /** Ascending, at other times than the floats. */
  readonly histograms?: readonly TimedHistogram[]
} & (FloatPairs | FloatColumns)

interface FloatPairs {
  /** Time in milliseconds and value, the times ascending. */
  readonly samples: readonly (readonly [number, number])[]
}

interface FloatColumns {
  /** Ascending. */
  readonly timesMs: Float64Array
  /** One for each time. */
  readonly values: Float64Array
}

const MOST_REMEMBERED_SELECTIONS = 256

interface Selection {
  readonly series: SeriesSet
  readonly samples: readonly Samples[]
}

export function memorySource(series: readonly MemorySeries[]): SeriesSource {
  const all = withSharedTimes(series)
  const selections = new Map<string, Selection>()

  return {
    async select({ matchers, fromMs, toMs }, signal) {
      signal.throwIfAborted()
      const key = matchers.map(formatMatcher).join(',')
      let selection = selections.get(key)
      if (selection === undefined) {
        const tests = matchers.map(matcher => ({ name: matcher.name, matches: compileMatcher(matcher) }))
        const found = all.filter(({ labels }) =>
          tests.every(({ name, matches }) => matches(labelValue(labels, name))),
        )
        selection = {
          series: new SeriesSet(found.map(({ labels }) => labels)),
          samples: found.map(each => each.samples),
        }
        if (selections.size >= MOST_REMEMBERED_SELECTIONS) selections.clear()
        selections.set(key, selection)
      }
      return selected(selection, fromMs, toMs)
    },
  }
}

function selected({ series, samples }: Selection, fromMs: number, toMs: number): SelectedSeries {
  const cost = { way: 'memory', why: '', samples: 0, bytes: 0 }
  return {
    series,
    async read(visit, signal) {
      for (let index = 0; index < samples.length; index++) {
        signal.throwIfAborted()
        const each = samples[index]!
        if (!overlaps(each, fromMs, toMs)) continue
        cost.samples += each.count + each.histograms.length
        cost.bytes += each.count * 16
        const pause = visit(index, each)
        if (pause !== undefined) await pause
      }
    },
    rereadable: true,
    close: () => undefined,
    cost,
  }
}

function overlaps({ timesMs, count, histograms }: Samples, fromMs: number, toMs: number): boolean {
  return (
    (count > 0 && timesMs[0]! <= toMs && timesMs[count - 1]! >= fromMs) ||
    (histograms.length > 0 && histograms[0]!.timeMs <= toMs && histograms.at(-1)!.timeMs >= fromMs)
  )
}

/** Series with the same times get the same array of them. */
function withSharedTimes(series: readonly MemorySeries[]): { labels: Labels; samples: Samples }[] {
  const known = new Map<string, Float64Array[]>()
  return series.map(each => {
    const { histograms = [] } = each
    const labels = labelsOfEither(each.labels)
    const { timesMs, values } = columnsOf(each)
    const key = `${timesMs.length} ${timesMs[0]} ${timesMs.at(-1)}`
    const alike = known.get(key) ?? []
    let times = alike.find(other => other.every((time, i) => time === timesMs[i]))
    if (times === undefined) {
      times = timesMs
      known.set(key, [...alike, times])
    }
    return { labels, samples: { timesMs: times, values, valuesAt: 0, count: times.length, histograms } }
  })
}

function columnsOf(series: FloatPairs | FloatColumns): FloatColumns {
  if ('timesMs' in series) return series
  return {
    timesMs: Float64Array.from(series.samples, ([timeMs]) => timeMs),
    values: Float64Array.from(series.samples, ([, value]) => value),
  }
}

function labelsOfEither(labels: Labels | Readonly<Record<string, string>>): Labels {
  return Array.isArray(labels) ? (labels as Labels) : labelsOf(labels as Readonly<Record<string, string>>)
}
