/**
 * Rows of id, time and value that were read without `FINAL`, sorted by series and time: a row that says again what the one before said is left out.
 * Two that disagree can't be settled here, because nothing in a row tells which was written last.
 */
import type { Block } from './port.ts'

/** Two samples of one series and time have different values. */
export class Disagreement extends Error {
  override name = 'Disagreement'
}

/** Id, time, value. */
type Columns = readonly [BigUint64Array, Uint32Array | Float64Array, Float64Array]

interface Row {
  readonly id: bigint
  readonly time: number
  readonly valueBits: bigint
}

export class RepeatedRows {
  /** The last row of the block before. */
  #last: Row | undefined

  /** Moves the rows that stay to the front of the block's columns, and answers how many they are. */
  leaveOut({ columns, rowCount }: Block): number {
    if (rowCount === 0) return 0
    const rows = columns.map(column => column.values) as unknown as Columns
    const first = rowAt(rows, 0)
    const last = rowAt(rows, rowCount - 1)
    const before = this.#last
    this.#last = last
    if (!isOneSample(before, first) && !hasNeighboursOfOneSample(rows, rowCount)) return rowCount
    return keepOneOfEach(rows, rowCount, before)
  }
}

function keepOneOfEach(rows: Columns, rowCount: number, before: Row | undefined): number {
  let kept = 0
  let previous = before
  for (let row = 0; row < rowCount; row++) {
    const current = rowAt(rows, row)
    if (previous !== undefined && isOneSample(previous, current)) {
      if (previous.valueBits !== current.valueBits) throw new Disagreement('two samples of one time disagree')
      continue
    }
    for (const values of rows) values.copyWithin(kept, row, row + 1)
    kept++
    previous = current
  }
  return kept
}

function hasNeighboursOfOneSample([ids, times]: Columns, rowCount: number): boolean {
  for (let row = 1; row < rowCount; row++) {
    // Two times nearly always differ.
    if (times[row] === times[row - 1] && ids[row] === ids[row - 1]) return true
  }
  return false
}

function rowAt([ids, times, values]: Columns, row: number): Row {
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length)
  return { id: ids[row]!, time: times[row]!, valueBits: bits[row]! }
}

function isOneSample(a: Row | undefined, b: Row): boolean {
  return a !== undefined && a.id === b.id && a.time === b.time
}
