/** Values on top of one another. What is below zero hangs down from it, so that it does not eat what stands above. */
import type { Cell } from './align.ts'

export interface Stacked {
  /** Where the upper edge of each series is drawn. A gap of a series is a gap of it alone: those above stand on what is below. */
  readonly edges: readonly (readonly Cell[])[]
  /** Where its area begins, at each time: whatever stands below it then. */
  readonly floors: readonly Float64Array[]
  /** The index of the series on which each stands; -1 on zero. */
  readonly below: readonly number[]
}

export function stackColumns(
  values: readonly (readonly Cell[])[],
  mode: 'normal' | 'percent' = 'normal',
  /** Of each series; those of one name stand on one another, all of them unless told. */
  stacks: readonly string[] = [],
): Stacked {
  const length = values[0]?.length ?? 0
  const piles = new Map<string, Pile>()
  values.forEach((_, series) => {
    const name = stacks[series] ?? ''
    if (piles.has(name)) return
    const own = values.filter((_, other) => (stacks[other] ?? '') === name)
    piles.set(name, pileOf(own, length, mode))
  })
  const below: number[] = []
  const floors: Float64Array[] = []
  const edges = values.map((column, series) => {
    const { totals, up, down } = piles.get(stacks[series] ?? '')!
    const side = hangs(column) ? down : up
    const { sum } = side
    below.push(side.last)
    side.last = series
    floors.push(sum.slice())
    return column.map((value, i): Cell => {
      if (value === null || value === undefined) return value
      const total = totals?.[i]
      sum[i]! += total === undefined ? value : total === 0 ? 0 : (value / total) * 100
      return sum[i]!
    })
  })
  return { edges, floors, below }
}

interface Pile {
  readonly totals: Float64Array | undefined
  readonly up: Side
  readonly down: Side
}

interface Side {
  readonly sum: Float64Array
  last: number
}

function pileOf(values: readonly (readonly Cell[])[], length: number, mode: 'normal' | 'percent'): Pile {
  const side = (): Side => ({ sum: new Float64Array(length), last: -1 })
  return { totals: mode === 'percent' ? totalsOf(values, length) : undefined, up: side(), down: side() }
}

function hangs(column: readonly Cell[]): boolean {
  let negative = false
  for (const value of column) {
    if (value === null || value === undefined) continue
    if (value > 0) return false
    if (value < 0) negative = true
  }
  return negative
}

function totalsOf(values: readonly (readonly Cell[])[], length: number): Float64Array {
  const totals = new Float64Array(length)
  for (const column of values) for (let i = 0; i < length; i++) totals[i]! += Math.abs(column[i] ?? 0)
  return totals
}
