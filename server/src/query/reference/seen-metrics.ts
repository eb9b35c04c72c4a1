/** What is there: by name of series how many, with which labels, and when the latest sample came. One reading over the head where it reaches. */
import { type Labels, type Matcher, METRIC_NAME } from '@vedette/model'
import type { SeenMetric } from '@vedette/model/reference'
import { VedetteError } from '../../errors.ts'
import type { MetricStore, TimeRange } from '../../store/contract.ts'

export interface SeenOptions {
  readonly store: Pick<MetricStore, 'openSelection'>
  readonly project: string
  readonly matchers: readonly Matcher[]
  readonly range: TimeRange
  readonly mostSeries: number
  readonly signal: AbortSignal
}

interface Growing {
  series: number
  lastMs: number
  readonly labels: Set<string>
}

export async function seenMetrics(options: SeenOptions): Promise<SeenMetric[]> {
  const { store, project, matchers, range, mostSeries, signal } = options
  const { fromMs, toMs } = range
  const windows = {
    firstEndMs: toMs,
    stepMs: 1,
    count: 1,
    lengthMs: toMs - fromMs + 1,
    need: 'last',
  } as const
  const selection = await store.openSelection(project, { matchers, fromMs, toMs, windows }, signal)
  try {
    if (selection.labels.length > mostSeries)
      throw new VedetteError(
        'limit-exceeded',
        `There are more than ${mostSeries} series (query.max_series): narrow them with match or job.`,
      )
    const byName = new Map<string, Growing>()
    await selection.read((index, { timesMs, count, histograms }) => {
      let lastMs = histograms.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY
      // A view may reach beyond what was asked for.
      let at = count - 1
      while (at >= 0 && timesMs[at]! > toMs) at--
      if (at >= 0) lastMs = Math.max(lastMs, timesMs[at]!)
      if (lastMs >= fromMs) note(byName, selection.labels[index]!, lastMs)
    }, signal)
    return [...byName].map(([name, { series, labels, lastMs }]) => ({ name, series, labels, lastMs }))
  } finally {
    selection.close()
  }
}

function note(byName: Map<string, Growing>, labels: Labels, lastMs: number): void {
  let name = ''
  for (const label of labels) {
    if (label.name !== METRIC_NAME) continue
    name = label.value
    break
  }
  let known = byName.get(name)
  if (known === undefined) {
    known = { series: 0, lastMs: Number.NEGATIVE_INFINITY, labels: new Set() }
    byName.set(name, known)
  }
  known.series++
  if (lastMs > known.lastMs) known.lastMs = lastMs
  for (const label of labels) known.labels.add(label.name)
}
