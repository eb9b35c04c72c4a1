/** topk and bottomk: some series of each group, at each step those that lead there. */
import type { Aggregation } from '../../syntax/tree.ts'
import { columnOf, FLOAT, HISTOGRAM } from '../../values/column.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { noneOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { ignoredHistogram } from './floats-only.ts'
import { type Groups, groupsOf } from './grouping.ts'
import { inSeriesOrder } from './in-series-order.ts'
import { countsFrom } from './parameter.ts'
import { Ranking } from './ranking.ts'

type Rankings = readonly (Ranking | undefined)[]

/** At a single step the answer is in order, group by group; at more the series stay where they were. */
export async function leading(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): Promise<VectorStream> {
  const wanted = countsFrom(param, input.series.size)
  if (wanted === undefined) return noneOf(input)
  const groups = groupsOf(input.series, { labels: node.grouping, without: node.without })
  if (context.grid.count > 1) {
    return {
      series: input.series,
      async each(visit) {
        const rankings = await rank(node, input, groups, wanted, context)
        const columns = new Map<number, { values: Float64Array; kinds: Uint8Array }>()
        for (const ranking of rankings) keepRanked(ranking, wanted, columns, context)
        for (const [index, { values, kinds }] of columns) visit(index, columnOf(values, kinds, undefined))
      },
    }
  }
  return bestFirst(input.series, await rank(node, input, groups, wanted, context))
}

async function rank(
  node: Aggregation,
  input: VectorStream,
  { groupOf, sizes }: Groups,
  wanted: Int32Array,
  context: Context,
): Promise<Rankings> {
  const steps = context.grid.count
  const most = wanted.reduce((a, b) => Math.max(a, b), 0)
  const rankings = new Array<Ranking | undefined>(sizes.length).fill(undefined)
  const ordered = await inSeriesOrder(input, context)
  await ordered.each((index, { values, kinds }) => {
    if (kinds?.includes(HISTOGRAM)) context.annotations.info(ignoredHistogram(node.name), node.place)
    const group = groupOf[index]!
    const capacity = Math.min(most, sizes[group]!)
    let ranking = rankings[group]
    if (ranking === undefined) {
      context.budget.reserve(Ranking.bytes(steps, capacity))
      ranking = new Ranking(steps, capacity, node.name === 'topk' ? 'largest' : 'smallest')
      rankings[group] = ranking
    }
    for (let step = 0; step < steps; step++) {
      if (kinds !== undefined && kinds[step] !== FLOAT) continue
      const count = Math.min(wanted[step]!, capacity)
      if (count > 0) ranking.offer(step, count, index, values[step]!)
    }
  })
  return rankings
}

function keepRanked(
  ranking: Ranking | undefined,
  { length: steps }: Int32Array,
  columns: Map<number, { values: Float64Array; kinds: Uint8Array }>,
  context: Context,
): void {
  for (let step = 0; step < steps; step++) {
    ranking?.forEach(step, (index, value) => {
      let column = columns.get(index)
      if (column === undefined) {
        context.budget.reserve(steps * 9)
        column = { values: new Float64Array(steps), kinds: new Uint8Array(steps) }
        columns.set(index, column)
      }
      column.values[step] = value
      column.kinds[step] = FLOAT
    })
  }
}

/** Group by group, in the order in which series with values came by. */
function bestFirst(series: SeriesSet, rankings: Rankings): VectorStream {
  const order: number[] = []
  const values = new Map<number, number>()
  for (const ranking of inOrderOfFirst(rankings)) {
    order.push(...ranking.best(0))
    ranking.forEach(0, (index, value) => values.set(index, value))
  }
  const dropName = series.dropName && Uint8Array.from(order, index => series.dropName![index]!)
  const labels = order.map(index => series.labels[index]!)
  return {
    series: new SeriesSet(labels, dropName),
    async each(visit) {
      for (const [place, index] of order.entries()) {
        visit(place, columnOf(Float64Array.of(values.get(index)!), undefined, undefined))
      }
    },
  }
}

function inOrderOfFirst(rankings: Rankings): Ranking[] {
  return rankings.filter(ranking => ranking !== undefined).sort((a, b) => a.firstSeries - b.firstSeries)
}
