/**
 * From fields of several frames to the columns of a chart: one list of times, a value or a gap of each field at each. What is not finite is a
 * gap, too, where lines are drawn; states may be.
 */
import type { Cell, Columns } from '../../../chart/align.ts'
import { usualDistance } from '../../../chart/align.ts'
import { type PanelData, type TimedField, valueAt } from '../shown-data.ts'

/** Whoever has more steps than this asked for something that no screen shows. */
const MOST_STEPS = 100_000

export function columnsOf(
  series: readonly TimedField[],
  { fromMs, toMs, stepMs }: Pick<PanelData, 'fromMs' | 'toMs' | 'stepMs'>,
  others: 'left-out' | 'kept' = 'left-out',
): Columns {
  let infinite = 0
  const times = gridOf(series, fromMs, toMs, stepMs) ?? allTimes(series)
  const onGrid = times.length > 1 && times[1]! - times[0]! === stepMs && times[0] === fromMs
  const places = onGrid ? undefined : new Map(Array.from(times, (atMs, i) => [atMs, i]))
  const values = series.map(({ times: own, field }) => {
    // On the grid everybody was asked at every step, so what isn't there is a gap; elsewhere others have times of their own.
    const column = new Array<Cell>(times.length).fill(onGrid ? null : undefined)
    const usual = onGrid ? 0 : usualDistance(own)
    let before = -1
    const sign = field.config.custom?.transform === 'negative-Y' ? -1 : 1
    for (let row = 0; row < own.length; row++) {
      const place = places?.get(own[row]!) ?? Math.round((own[row]! - fromMs) / stepMs)
      if (place < 0 || place >= column.length) continue
      const value = valueAt(field.field, row)
      const number = typeof value === 'number' ? value : Number.NaN
      if (!Number.isFinite(number) && !Number.isNaN(number)) infinite++
      const isDrawn = others === 'kept' ? typeof value === 'number' : Number.isFinite(number)
      column[place] = isDrawn ? number * sign : null
      const isHole = !onGrid && before !== -1 && own[row]! - times[before]! > usual * 1.5
      if (isHole) for (let i = before + 1; i < place; i++) column[i] = null
      before = place
    }
    return spanned(column, times, field.config.custom?.spanNulls)
  })
  return { times, values, infinite }
}

/** Every step, if all fields have their values there. */
function gridOf(
  series: readonly TimedField[],
  fromMs: number,
  toMs: number,
  stepMs: number,
): Float64Array | undefined {
  const count = Math.floor((toMs - fromMs) / stepMs + 1e-6) + 1
  if (!(stepMs > 0) || !(count > 0) || count > MOST_STEPS) return undefined
  const isOnGrid = series.every(({ times }) =>
    times.every(atMs => (atMs - fromMs) % stepMs === 0 && atMs >= fromMs && atMs <= toMs),
  )
  return isOnGrid ? Float64Array.from({ length: count }, (_, i) => fromMs + i * stepMs) : undefined
}

function allTimes(series: readonly TimedField[]): Float64Array {
  const seen = new Set<number>()
  for (const { times } of series) for (const atMs of times) seen.add(atMs)
  return Float64Array.from(seen).sort()
}

/** `spanNulls`: lines go over gaps; over all of them, or over those that are shorter than so many milliseconds. */
function spanned(column: Cell[], times: Float64Array, spanNulls: unknown): Cell[] {
  const most = spanNulls === true ? Number.POSITIVE_INFINITY : typeof spanNulls === 'number' ? spanNulls : 0
  if (most <= 0) return column
  let last = -1
  for (let i = 0; i < column.length; i++) {
    if (column[i] === null || column[i] === undefined) continue
    if (last !== -1 && times[i]! - times[last]! <= most) column.fill(undefined, last + 1, i)
    last = i
  }
  return column
}
