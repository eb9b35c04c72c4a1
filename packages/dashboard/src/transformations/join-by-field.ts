/**
 * Frames beside one another, joined by one field: over time, all moments that any of them has; as tables, all rows (outer) or those that all have (inner).
 */
import { NO_ROW, pickRows, type Value, valueAt, valuesOf, withValues } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { findField, timeFieldOf } from './find-field.ts'
import { textIn } from './options.ts'
import { mostRows, type Transform, type TransformContext } from './transformation.ts'

interface Side {
  readonly frame: Frame
  readonly by: Field
  readonly others: readonly Field[]
}

export const joinByField: Transform = (frames, options, context) => {
  if (frames.length < 2) return frames
  const wanted = textIn(options, 'byField')
  const byOf = (frame: Frame): Field | undefined =>
    wanted === '' ? timeFieldOf(frame) : findField(frame, wanted, context.names)
  return joined(frames, byOf, textIn(options, 'mode', 'outer'), context) ?? frames
}

/** Undefined if no frame has such a field. Frames without one are left out. */
export function joined(
  frames: readonly Frame[],
  byOf: (frame: Frame) => Field | undefined,
  mode: string,
  context: TransformContext,
): readonly Frame[] | undefined {
  const sides = frames.flatMap((frame): Side[] => {
    const by = byOf(frame)
    return by === undefined ? [] : [{ frame, by, others: frame.fields.filter(field => field !== by) }]
  })
  const [first] = sides
  if (first === undefined) return undefined
  const columns = sides.reduce((sum, { others }) => sum + others.length, 1)
  const rows = joinRows(sides, mode, mostRows(columns), context)
  const fields = sides.flatMap((side, i) =>
    side.others.map(field => ({
      ...pickRows(field, rows.bySide[i]!),
      name: nameOf(field, side.frame),
      labels: field.labels ?? {},
    })),
  )
  const { length } = rows.bySide[0]!
  return [{ refId: first.frame.refId, fields: [joinedKey(sides, rows), ...fields], length }]
}

/** `labels` of its own, even none, say that a second column of times is one like others, which is then called `Time 2`. */
function nameOf(field: Field, frame: Frame): string {
  return field.name === 'Value' && frame.name !== undefined && frame.name !== '' ? frame.name : field.name
}

interface JoinedRows {
  /** For each side, its row at each row of the result; `NO_ROW` where it has none. */
  readonly bySide: readonly Int32Array[]
}

function joinRows(sides: readonly Side[], mode: string, most: number, context: TransformContext): JoinedRows {
  if (mode === 'inner' || mode === 'outerTabular') {
    return asTables(sides, mode === 'outerTabular', most, context)
  }
  return byMoments(sides, most, context)
}

/** Each value of the key once; where a side has it twice, the last one counts. */
function byMoments(sides: readonly Side[], most: number, { say }: TransformContext): JoinedRows {
  const [first, ...others] = sides
  if (others.every(({ by }) => sameRising(first!.by, by))) {
    const all = Int32Array.from(first!.by.values.keys())
    return { bySide: sides.map(() => all) }
  }
  const places = new Map<Value, number>()
  for (const { by } of sides) {
    for (let row = 0; row < by.values.length; row++) {
      const key = valueAt(by, row)
      if (!places.has(key)) places.set(key, places.size)
    }
  }
  const keys = [...places.keys()]
  if (first!.by.type === 'number' || first!.by.type === 'time') keys.sort(inOrder)
  if (keys.length > most) {
    say(`more than ${most} rows come of it: the rest is left out`)
    keys.length = most
  }
  places.clear()
  keys.forEach((key, place) => {
    places.set(key, place)
  })
  return {
    bySide: sides.map(({ by }) => {
      const rows = new Int32Array(keys.length).fill(NO_ROW)
      for (let row = 0; row < by.values.length; row++) {
        const place = places.get(valueAt(by, row))
        if (place !== undefined) rows[place] = row
      }
      return rows
    }),
  }
}

function inOrder(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b || 0
  return typeof a === 'number' ? 1 : typeof b === 'number' ? -1 : 0
}

function sameRising(a: Field, b: Field): boolean {
  if (a.type !== 'time' || b.type !== 'time' || a.values.length !== b.values.length) return false
  for (let row = 0; row < a.values.length; row++) {
    if (a.values[row] !== b.values[row]) return false
    if (row > 0 && !(a.values[row]! > a.values[row - 1]!)) return false
  }
  return true
}

/** As databases do: each row with each that has the same key. */
function asTables(
  sides: readonly Side[],
  outer: boolean,
  most: number,
  { say }: TransformContext,
): JoinedRows {
  let bySide: number[][] = [Array.from(sides[0]!.by.values.keys())]
  let keys: Value[] = bySide[0]!.map(row => valueAt(sides[0]!.by, row))
  let cut = false
  for (const { by } of sides.slice(1)) {
    const rowsOf = new Map<Value, number[]>()
    for (let row = 0; row < by.values.length; row++) {
      const key = valueAt(by, row)
      const rows = rowsOf.get(key)
      if (rows === undefined) rowsOf.set(key, [row])
      else rows.push(row)
    }
    const next: number[][] = [...bySide, []].map(() => [])
    const nextKeys: Value[] = []
    const add = (key: Value, left: number, row: number): void => {
      if (nextKeys.length >= most) {
        cut = true
        return
      }
      nextKeys.push(key)
      bySide.forEach((rows, side) => {
        next[side]!.push(left === NO_ROW ? NO_ROW : rows[left]!)
      })
      next[bySide.length]!.push(row)
    }
    const met = new Set<Value>()
    for (let left = 0; left < keys.length && !cut; left++) {
      const key = keys[left]!
      const rows = rowsOf.get(key)
      if (rows === undefined) {
        if (outer) add(key, left, NO_ROW)
        continue
      }
      met.add(key)
      for (let i = 0; i < rows.length && !cut; i++) add(key, left, rows[i]!)
    }
    if (outer) {
      for (const [key, rows] of rowsOf) {
        if (met.has(key)) continue
        for (const row of rows) add(key, NO_ROW, row)
      }
    }
    bySide = next
    keys = nextKeys
  }
  if (cut) say(`more than ${most} rows come of it: the rest is left out`)
  return { bySide: bySide.map(rows => Int32Array.from(rows)) }
}

/** The key from whichever side has the row. */
function joinedKey(sides: readonly Side[], { bySide }: JoinedRows): Field {
  const { by } = sides[0]!
  if (!bySide[0]!.includes(NO_ROW)) return pickRows(by, bySide[0]!)
  // The sides' keys one after the other, and of these the first that is there.
  const starts: number[] = []
  let length = 0
  for (const side of sides) {
    starts.push(length)
    length += side.by.values.length
  }
  const rows = Int32Array.from(bySide[0]!)
  bySide.forEach((own, side) => {
    for (let row = 0; row < rows.length; row++) {
      if (rows[row] === NO_ROW && own[row] !== NO_ROW) rows[row] = starts[side]! + own[row]!
    }
  })
  const keys = sides.flatMap(side => valuesOf(side.by))
  return pickRows(withValues(by, keys), rows)
}
