/**
 * Rows of `samples` that were read without `FINAL`, sorted by series and time: a row that says again what the one before said is left out.
 * Two that disagree can't be settled here, because nothing in a row tells which was written last.
 */
import type { Block } from './port.ts'

/** Two samples of one series and time have different values. */
export class Disagreement extends Error {
  override name = 'Disagreement'
}

type Columns = readonly [BigUint64Array, BigInt64Array, BigInt64Array, Int8Array, Float64Array]

interface Row {
  readonly id: bigint
  readonly timeMs: bigint
  readonly mantissa: bigint
  readonly exponent: number
  readonly rawBits: bigint
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
      if (!sayTheSame(previous, current)) throw new Disagreement('two samples of one time disagree')
      continue
    }
    for (const values of rows) values.copyWithin(kept, row, row + 1)
    kept++
    previous = current
  }
  return kept
}

function hasNeighboursOfOneSample([ids, times]: Columns, rowCount: number): boolean {
  const idWords = new Int32Array(ids.buffer, ids.byteOffset, rowCount * 2)
  const timeWords = new Int32Array(times.buffer, times.byteOffset, rowCount * 2)
  for (let at = 2; at < timeWords.length; at += 2) {
    // The lower words of two times nearly always differ.
    if (timeWords[at] !== timeWords[at - 2] || idWords[at] !== idWords[at - 2]) continue
    if (timeWords[at + 1] === timeWords[at - 1] && idWords[at + 1] === idWords[at - 1]) return true
  }
  return false
}

function rowAt([ids, times, mantissas, exponents, raws]: Columns, row: number): Row {
  return {
    id: ids[row]!,
    timeMs: times[row]!,
    mantissa: mantissas[row]!,
    exponent: exponents[row]!,
    rawBits: new BigUint64Array(raws.buffer, raws.byteOffset, raws.length)[row]!,
  }
}

function isOneSample(a: Row | undefined, b: Row): boolean {
  return a !== undefined && a.id === b.id && a.timeMs === b.timeMs
}

function sayTheSame(a: Row, b: Row): boolean {
  return a.mantissa === b.mantissa && a.exponent === b.exponent && a.rawBits === b.rawBits
}
