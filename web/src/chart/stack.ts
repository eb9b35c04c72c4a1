/** Values on top of one another. What is below zero hangs down from it, so that it does not eat what stands above. */
import type { Cell } from './align.ts'

export interface Stacked {
  /** Where the upper edge of each series is drawn. A gap of a series is a gap of it alone: those above stand on what is below. */
  readonly edges: readonly (readonly Cell[])[]
  /** The index of the series on which each stands; -1 on zero. */
  readonly below: readonly number[]
}

export function stackColumns(
  values: readonly (readonly Cell[])[],
  mode: 'normal' | 'percent' = 'normal',
): Stacked {
  const length = values[0]?.length ?? 0
  const totals = mode === 'percent' ? totalsOf(values, length) : undefined
  const sides = { up: new Float64Array(length), down: new Float64Array(length) }
  const lastOn = { up: -1, down: -1 }
  const below: number[] = []
  const edges = values.map((column, series) => {
    const side = hangs(column) ? 'down' : 'up'
    const sum = sides[side]
    below.push(lastOn[side])
    lastOn[side] = series
    return column.map((value, i): Cell => {
      if (value === null || value === undefined) return value
      const total = totals?.[i]
      sum[i]! += total === undefined ? value : total === 0 ? 0 : (value / total) * 100
      return sum[i]!
    })
  })
  return { edges, below }
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
