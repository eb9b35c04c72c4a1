/** The reading half of a MetricStore over a list of series, for tests of what asks it. Plain loops, so that it is right by reading it. */
import {
  compareLabels,
  compareUtf8,
  compileMatcher,
  type Labels,
  labelsOf,
  labelValue,
  type Matcher,
  METRIC_NAME,
  type MetricMetadata,
  type NativeHistogram,
} from '@vedette/model'
import type { CountByName, MetricStore, SeriesSamples, TimeRange } from '../src/store/contract.ts'

export type MetricReader = Omit<MetricStore, 'append'>

export interface MemorySeries {
  readonly labels: Readonly<Record<string, string>>
  /** Time and value. */
  readonly samples?: readonly (readonly [number, number])[]
  readonly histograms?: readonly (readonly [number, NativeHistogram | 'stale'])[]
  readonly project?: string
}

interface Series {
  readonly project: string
  readonly labels: Labels
  readonly timesMs: number[]
  /** Typed, because a stale marker does not survive in a plain array. */
  readonly values: Float64Array
  readonly histograms: readonly { timeMs: number; histogram: NativeHistogram | 'stale' }[]
}

export function createMemoryMetrics(
  given: readonly MemorySeries[],
  families: readonly MetricMetadata[] = [],
): MetricReader {
  const all: Series[] = given
    .map(({ labels, samples = [], histograms = [], project = 'default' }) => ({
      project,
      labels: labelsOf(labels),
      timesMs: samples.map(([timeMs]) => timeMs),
      values: Float64Array.from(samples, ([, value]) => value),
      histograms: histograms.map(([timeMs, histogram]) => ({ timeMs, histogram })),
    }))
    .sort((a, b) => compareLabels(a.labels, b.labels))

  function matching(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
    signal?: AbortSignal,
  ): Series[] {
    signal?.throwIfAborted()
    const within = (timeMs: number) => timeMs >= range.fromMs && timeMs <= range.toMs
    const tests = matcherSets.map(set =>
      set.map(matcher => ({ name: matcher.name, test: compileMatcher(matcher) })),
    )
    return all.filter(
      series =>
        series.project === project &&
        (series.timesMs.some(within) || series.histograms.some(({ timeMs }) => within(timeMs))) &&
        (tests.length === 0 ||
          tests.some(set => set.every(({ name, test }) => test(labelValue(series.labels, name))))),
    )
  }

  const distinct = (values: Iterable<string>, limit: number): string[] =>
    [...new Set(values)].sort(compareUtf8).slice(0, limit)

  async function select(
    project: string,
    matchers: readonly Matcher[],
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<SeriesSamples[]> {
    return matching(project, [matchers], range, signal).map(({ labels, timesMs, values, histograms }) => {
      const within = (timeMs: number) => timeMs >= range.fromMs && timeMs <= range.toMs
      const from = timesMs.findIndex(within)
      const to = timesMs.findLastIndex(within) + 1
      return {
        labels,
        timesMs: Float64Array.from(timesMs.slice(Math.max(from, 0), to)),
        values: values.slice(Math.max(from, 0), to),
        histograms: histograms.filter(({ timeMs }) => within(timeMs)),
      }
    })
  }

  return {
    select,
    async openSelection(project, request, signal) {
      const found = await select(project, request.matchers, request, signal)
      const cost = { way: 'head', why: '', samples: 0, bytes: 0 }
      return {
        labels: found.map(({ labels }) => labels),
        rereadable: true,
        cost,
        close: () => {},
        async read(visit, readSignal) {
          for (const [index, { timesMs, values, histograms }] of found.entries()) {
            readSignal.throwIfAborted()
            cost.samples += timesMs.length
            await visit(index, { timesMs, values, valuesAt: 0, count: timesMs.length, histograms })
          }
        },
      }
    },
    series: async (project, sets, range, limit, signal) =>
      matching(project, sets, range, signal)
        .map(({ labels }) => labels)
        .slice(0, limit),
    labelNames: async (project, sets, range, limit, signal) =>
      distinct(
        matching(project, sets, range, signal).flatMap(({ labels }) => labels.map(({ name }) => name)),
        limit,
      ),
    labelValues: async (project, name, sets, range, limit, signal) =>
      distinct(
        matching(project, sets, range, signal)
          .map(({ labels }) => labelValue(labels, name))
          .filter(value => value !== ''),
        limit,
      ),
    exemplars: async () => ({ series: [] }),
    metadata: async (_project, family) =>
      families.filter(entry => family === undefined || entry.family === family),
    async seriesChanges(project, { sinceMs, atMs, limit }) {
      const dayOf = (timeMs: number): number => Math.floor(timeMs / 86_400_000)
      const [before, today] = [sinceMs, atMs].map(timeMs =>
        all.filter(one => one.project === project && one.timesMs.some(each => dayOf(each) === dayOf(timeMs))),
      ) as [Series[], Series[]]
      if (before.length === 0) return { comparable: false, metrics: [], labels: [] }
      const changes = (things: (of: Series[]) => readonly (readonly [name: string, thing: string])[]) => {
        const [old, now] = [things(before), things(today)].map(
          pairs => new Map(pairs.map(pair => [JSON.stringify(pair), pair[0]] as const)),
        ) as [Map<string, string>, Map<string, string>]
        const count = (name: string, of: Map<string, string>, without = new Map<string, string>()): number =>
          [...of].filter(([key, each]) => each === name && !without.has(key)).length
        return distinct([...old.values(), ...now.values()], Number.POSITIVE_INFINITY)
          .map(name => ({
            name,
            now: count(name, now),
            added: count(name, now, old),
            gone: count(name, old, now),
          }))
          .filter(({ added, gone }) => added + gone > 0)
          .sort((a, b) => b.added + b.gone - (a.added + a.gone))
          .slice(0, limit)
      }
      return {
        comparable: true,
        metrics: changes(of =>
          of.map(({ labels }) => [labelValue(labels, METRIC_NAME), JSON.stringify(labels)] as const),
        ),
        labels: changes(of =>
          of.flatMap(({ labels }) => labels.map(({ name, value }) => [name, value] as const)),
        ),
      }
    },
    cardinality(project, limit) {
      const series = all.filter(one => one.project === project)
      const pairs = series.flatMap(({ labels }) => labels)
      const top = (names: readonly string[], weigh: (name: string) => number = () => 1): CountByName[] => {
        const counts = new Map<string, number>()
        for (const name of names) counts.set(name, (counts.get(name) ?? 0) + weigh(name))
        return [...counts]
          .map(([name, value]) => ({ name, value }))
          .sort((a, b) => b.value - a.value || compareUtf8(a.name, b.name))
          .slice(0, limit)
      }
      const distinctPairs = [
        ...new Map(pairs.map(pair => [JSON.stringify([pair.name, pair.value]), pair])).values(),
      ]
      const times = series.flatMap(({ timesMs }) => timesMs)
      return {
        activeSeries: series.length,
        labelPairs: distinctPairs.length,
        oldestMs: times.length === 0 ? undefined : Math.min(...times),
        newestMs: times.length === 0 ? undefined : Math.max(...times),
        seriesByMetric: top(series.map(({ labels }) => labelValue(labels, METRIC_NAME))),
        valuesByLabel: top(distinctPairs.map(({ name }) => name)),
        memoryByLabel: top(distinctPairs.map(({ name }) => name)),
        seriesByLabelPair: top(pairs.map(({ name, value }) => `${name}=${value}`)),
      }
    },
  }
}
