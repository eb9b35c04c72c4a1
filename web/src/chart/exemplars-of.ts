/** Exemplars as dots of a graph: thinned where there are more than a graph can show apart. */
import type { ChartExemplar } from './chart-types.ts'

export interface ExemplarSeries {
  readonly seriesLabels: Readonly<Record<string, string>>
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly value: string
    /** Seconds. */
    readonly timestamp: number
  }[]
}

const MOST = 400

export function exemplarsOf(series: readonly ExemplarSeries[], most = MOST): ChartExemplar[] {
  const all = series
    .flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels, value, timestamp }) => ({
        atMs: timestamp * 1000,
        value: Number(value),
        traceId: labels.trace_id ?? labels.traceID ?? labels.traceId,
        labels: { ...seriesLabels, ...labels },
      })),
    )
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.atMs - b.atMs)
  if (all.length <= most) return all
  // Of neighbours the greatest stays: it is the slow one that people look for.
  const perKept = all.length / most
  return Array.from({ length: most }, (_, i) => {
    const group = all.slice(
      Math.floor(i * perKept),
      Math.max(Math.floor(i * perKept) + 1, Math.floor((i + 1) * perKept)),
    )
    return group.reduce((greatest, each) => (each.value > greatest.value ? each : greatest))
  })
}
