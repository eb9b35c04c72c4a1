/** Answers whose format is `heatmap`: cumulative buckets taken apart, or the cells of native histograms. */
import { numberColumn, timeColumn } from './columns.ts'
import type { FieldLabels, Frame, NumberField } from './frame.ts'
import { type AnsweredQuery, type SeriesPoints, sampleNumber } from './prometheus-answer.ts'

/** One frame for each set of labels besides `le`; the cells of native histograms in one frame. */
export function heatmapFrames(answer: AnsweredQuery, series: readonly SeriesPoints[]): Frame[] {
  const groups = new Map<string, { labels: FieldLabels; buckets: SeriesPoints[] }>()
  for (const each of series) {
    if (each.points.length === 0) continue
    const { le: _, ...labels } = each.labels
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
    const group = groups.get(key) ?? { labels, buckets: [] }
    group.buckets.push(each)
    groups.set(key, group)
  }
  const frames = [...groups.values()].map(({ labels, buckets }) => rowsFrame(answer, labels, buckets))
  const cells = series.filter(({ histograms }) => histograms.length > 0)
  return cells.length === 0 ? frames : [...frames, cellsFrame(answer, cells)]
}

/** Buckets hold what is in those below as well, which is taken from them here; buckets are not scraped in one instant, so none has less than nothing. */
function rowsFrame(answer: AnsweredQuery, labels: FieldLabels, buckets: SeriesPoints[]): Frame {
  const bounds = buckets.map(bucket => sampleNumber(bucket.labels.le ?? ''))
  const order = [...buckets.keys()].sort((a, b) => {
    const [first, second] = [bounds[a]!, bounds[b]!]
    return first < second ? -1 : first > second ? 1 : 0
  })
  const times = Float64Array.from(
    new Set(buckets.flatMap(({ points }) => points.map(([seconds]) => Math.round(seconds * 1000)))),
  ).sort()
  const rowOf = new Map(Array.from(times, (atMs, row) => [atMs, row]))
  let below: NumberField | undefined
  const fields = order.map(at => {
    const bucket = buckets[at]!
    const cumulative = aligned(bucket, rowOf, times.length)
    const own =
      below === undefined || bucket.labels.le === undefined ? cumulative : without(cumulative, below)
    below = cumulative
    return { ...own, labels }
  })
  return {
    refId: answer.refId,
    kind: 'heatmap-rows',
    fields: [
      {
        ...timeColumn('Time', times),
        ...(answer.stepMs === undefined ? {} : { config: { interval: answer.stepMs } }),
      },
      ...fields,
    ],
    length: times.length,
  }
}

function aligned(bucket: SeriesPoints, rowOf: ReadonlyMap<number, number>, length: number): NumberField {
  const values = new Float64Array(length).fill(NaN)
  const missing = new Uint8Array(length).fill(1)
  for (const [seconds, text] of bucket.points) {
    const row = rowOf.get(Math.round(seconds * 1000))!
    values[row] = sampleNumber(text)
    missing[row] = 0
  }
  return numberColumn(bucket.labels.le ?? 'Value', values, missing.includes(1) ? missing : undefined)
}

function without(cumulative: NumberField, below: NumberField): NumberField {
  const values = cumulative.values.map((value, row) => {
    const less = below.missing?.[row] === 1 ? 0 : below.values[row]!
    return value - less < 1e-9 ? 0 : value - less
  })
  return { ...cumulative, values }
}

/** Histograms are seldom full: only buckets that hold something have cells. */
function cellsFrame(answer: AnsweredQuery, series: readonly SeriesPoints[]): Frame {
  const cells: [atMs: number, lower: number, upper: number, count: number][] = []
  for (const { histograms } of series) {
    for (const [seconds, { buckets = [] }] of histograms) {
      for (const [, lower, upper, count] of buckets) {
        cells.push([
          Math.round(seconds * 1000),
          sampleNumber(lower),
          sampleNumber(upper),
          sampleNumber(count),
        ])
      }
    }
  }
  cells.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const column = (at: number): Float64Array => Float64Array.from(cells, cell => cell[at]!)
  return {
    refId: answer.refId,
    kind: 'heatmap-cells',
    fields: [
      {
        ...timeColumn('xMax', column(0)),
        ...(answer.stepMs === undefined ? {} : { config: { interval: answer.stepMs } }),
      },
      numberColumn('yMin', column(1)),
      numberColumn('yMax', column(2)),
      numberColumn('count', column(3)),
    ],
    length: cells.length,
  }
}
