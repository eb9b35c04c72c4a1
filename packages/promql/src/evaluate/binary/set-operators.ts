/** and, or, unless: what they ask of one side is only at which steps a group is there, so that both sides flow by. */
import type { SetOperator, VectorMatching } from '../../syntax/tree.ts'
import { ABSENT, type Column, columnOf } from '../../values/column.ts'
import { type Relabelled, relabelled, relabelStream } from '../../values/relabelled.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, streamOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { deriveOfBoth, matchGroups } from './match-groups.ts'

export function combineSets(
  op: SetOperator,
  matching: VectorMatching,
  left: VectorStream,
  right: VectorStream,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const { groups, ofFirst, ofSecond } = matchGroups(left.series, right.series, matching)
  const steps = context.grid.count
  if (op === 'or') return union(left, right, ofFirst, ofSecond, groups.length, context)
  return {
    series: left.series,
    async each(visit) {
      const present = new GroupPresence(groups.length, steps)
      await right.each((index, column) => {
        const group = ofSecond[index]!
        if (groups[group]!.first.length > 0) present.add(group, column)
      })
      await left.each((index, column) => {
        const kept = present.filter(ofFirst[index]!, column, op === 'and')
        if (kept !== undefined) visit(index, kept)
      })
    },
  }
}

function union(
  left: VectorStream,
  right: VectorStream,
  ofFirst: Int32Array,
  ofSecond: Int32Array,
  groups: number,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const { both, results, disputed } = deriveOfBoth(left.series, right.series, 'or', () => {
    const labels = [...left.series.labels, ...right.series.labels]
    const split = left.series.size
    const marks = Uint8Array.from(labels, (_, index) =>
      Number(index < split ? left.series.dropsName(index) : right.series.dropsName(index - split)),
    )
    const joint = relabelled(labels, index => marks[index] === 1)
    return {
      both: new SeriesSet(labels, marks),
      results: joint,
      disputed: marks.some(
        (mark, index) => joint.series.dropsName(joint.target?.[index] ?? index) !== (mark === 1),
      ),
    }
  })
  const stream: VectorStream = {
    series: both,
    async each(visit) {
      const present = new GroupPresence(groups, context.grid.count)
      await left.each((index, column) => {
        present.add(ofFirst[index]!, column)
        visit(index, column)
      })
      await right.each((index, column) => {
        const kept = present.filter(ofSecond[index]!, column, false)
        if (kept !== undefined) visit(left.series.size + index, kept)
      })
    },
  }
  return disputed ? settleNames(stream, results, context) : relabelStream(stream, results, context)
}

/**
 * Where a series comes from both sides, and the name is to be dropped on one of them, the side that has it first decides, as in Prometheus.
 */
async function settleNames(
  stream: VectorStream,
  { series, target }: Relabelled,
  context: Context,
): Promise<VectorStream> {
  const gathered = await gather(stream, context)
  const marks = new Uint8Array(series.size)
  const since = new Float64Array(series.size).fill(Number.POSITIVE_INFINITY)
  gathered.columns.forEach((column, index) => {
    if (column === undefined) return
    const to = target?.[index] ?? index
    const first = column.kinds === undefined ? 0 : column.kinds.findIndex(kind => kind !== ABSENT)
    if (first >= since[to]!) return
    since[to] = first
    marks[to] = Number(stream.series.dropsName(index))
  })
  return relabelStream(
    streamOf(gathered, context),
    { series: new SeriesSet(series.labels, marks), target },
    context,
  )
}

/** At which steps each group has a value. */
class GroupPresence {
  readonly #steps: number
  readonly #everywhere: Uint8Array
  readonly #some: (Uint8Array | undefined)[]
  readonly #kinds: Uint8Array

  constructor(groups: number, steps: number) {
    this.#steps = steps
    this.#everywhere = new Uint8Array(groups)
    this.#some = new Array(groups).fill(undefined)
    this.#kinds = new Uint8Array(steps)
  }

  add(group: number, { kinds }: Column): void {
    if (this.#everywhere[group] === 1) return
    if (kinds === undefined) {
      this.#everywhere[group] = 1
      return
    }
    this.#some[group] ??= new Uint8Array(this.#steps)
    const some = this.#some[group]
    for (let step = 0; step < kinds.length; step++) if (kinds[step] !== ABSENT) some[step] = 1
  }

  /** The column where its group has a value, or where it has none; the memory is used again by the next one. */
  filter(group: number, column: Column, wanted: boolean): Column | undefined {
    if (this.#everywhere[group] === 1) return wanted ? column : undefined
    const some = this.#some[group]
    if (some === undefined) return wanted ? undefined : column
    const kept = this.#kinds
    const { kinds } = column
    let present = 0
    for (let step = 0; step < kept.length; step++) {
      const kind = kinds === undefined ? 1 : kinds[step]!
      const keeps = (some[step] === 1) === wanted && kind !== ABSENT
      kept[step] = keeps ? kind : ABSENT
      if (keeps) present++
    }
    return present === 0 ? undefined : columnOf(column.values, kept, column.histograms)
  }
}
