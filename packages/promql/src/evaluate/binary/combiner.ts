/**
 * An operator on two columns. The usual case, floats at all steps on both sides, is one loop; gaps cost a second one; only where histograms
 * occur each step is looked at.
 */
import type { Binary, BinaryOperator } from '../../syntax/tree.ts'
import {
  ABSENT,
  type Column,
  ColumnBuilder,
  columnOf,
  FLOAT,
  HISTOGRAM,
  histogramAt,
  kindAt,
} from '../../values/column.ts'
import type { Complaints } from './complaints.ts'
import { operate } from './elements.ts'
import { ARITHMETIC, COMPARISONS, isArithmetic, isComparison } from './floats.ts'

export class Combiner {
  readonly #op: BinaryOperator
  readonly #returnBool: boolean
  /** Whose value a comparison hands on. */
  readonly #keeps: 'left' | 'right'
  readonly #complaints: Complaints
  readonly #out: ColumnBuilder
  readonly #holds: Uint8Array
  /** 1 at the steps where both had values that can't be joined; undefined where there are none. Of the last pair. */
  failed: Uint8Array | undefined

  constructor({ op, returnBool }: Binary, keeps: 'left' | 'right', steps: number, complaints: Complaints) {
    this.#op = op
    this.#returnBool = returnBool
    this.#keeps = keeps
    this.#complaints = complaints
    this.#out = new ColumnBuilder(steps)
    this.#holds = new Uint8Array(steps)
  }

  /** The answer's memory is used again by the next one; undefined: nothing at any step. */
  combine(left: Column, right: Column): Column | undefined {
    this.failed = undefined
    const op = this.#op
    if (left.histograms === undefined && right.histograms === undefined) {
      if (isArithmetic(op)) {
        const out = this.#out.values
        ARITHMETIC[op](left.values, right.values, out)
        return this.#whereBoth(out, left, right)
      }
      if (isComparison(op)) {
        COMPARISONS[op](left.values, right.values, this.#holds)
        return this.#returnBool ? this.#asBool(left, right) : this.#filtered(left, right)
      }
    }
    return this.#stepByStep(left, right)
  }

  #whereBoth(values: Float64Array, left: Column, right: Column): Column | undefined {
    const { kinds: a } = left
    const { kinds: b } = right
    if (a === undefined || b === undefined) return columnOf(values, a ?? b, undefined)
    const both = this.#out.kinds
    let present = 0
    for (let step = 0; step < both.length; step++) {
      const kind = a[step]! & b[step]!
      both[step] = kind
      present += kind
    }
    return present === 0 ? undefined : columnOf(values, both, undefined)
  }

  #asBool(left: Column, right: Column): Column | undefined {
    const out = this.#out.values
    const holds = this.#holds
    for (let step = 0; step < out.length; step++) out[step] = holds[step]!
    return this.#whereBoth(out, left, right)
  }

  #filtered(left: Column, right: Column): Column | undefined {
    const holds = this.#holds
    for (const { kinds } of [left, right]) {
      if (kinds === undefined) continue
      for (let step = 0; step < holds.length; step++) holds[step] = holds[step]! & kinds[step]!
    }
    let present = 0
    for (let step = 0; step < holds.length; step++) present += holds[step]!
    if (present === 0) return undefined
    const { values } = this.#keeps === 'left' ? left : right
    return columnOf(values, present === holds.length ? undefined : holds, undefined)
  }

  #stepByStep(left: Column, right: Column): Column | undefined {
    const out = this.#out
    out.reset()
    for (let step = 0; step < out.values.length; step++) {
      const leftKind = kindAt(left, step)
      const rightKind = kindAt(right, step)
      if (leftKind === ABSENT || rightKind === ABSENT) continue
      if (leftKind === FLOAT && rightKind === FLOAT && this.#setFloat(step, left, right)) continue
      const { value, complaint } = operate(
        this.#op,
        leftKind === FLOAT ? left.values[step]! : histogramAt(left, step),
        rightKind === FLOAT ? right.values[step]! : histogramAt(right, step),
      )
      if (complaint !== undefined) this.#complaints.add(step, complaint)
      if (value === undefined) {
        this.failed ??= new Uint8Array(out.values.length)
        this.failed[step] = 1
      } else if (value === 'kept' || value === 'dropped')
        this.#setCompared(step, value === 'kept', left, right)
      else out.setHistogram(step, value)
    }
    return out.present === 0 ? undefined : out.column()
  }

  /** False where the operator is none for floats. */
  #setFloat(step: number, left: Column, right: Column): boolean {
    const op = this.#op
    const a = left.values.subarray(step, step + 1)
    const b = right.values.subarray(step, step + 1)
    if (isArithmetic(op)) {
      const result = new Float64Array(1)
      ARITHMETIC[op](a, b, result)
      this.#out.setFloat(step, result[0]!)
      return true
    }
    if (!isComparison(op)) return false
    const holds = new Uint8Array(1)
    COMPARISONS[op](a, b, holds)
    this.#setCompared(step, holds[0] === 1, left, right)
    return true
  }

  #setCompared(step: number, holds: boolean, left: Column, right: Column): void {
    if (this.#returnBool) this.#out.setFloat(step, holds ? 1 : 0)
    else if (holds) {
      const kept = this.#keeps === 'left' ? left : right
      if (kindAt(kept, step) === HISTOGRAM) this.#out.setHistogram(step, histogramAt(kept, step))
      else this.#out.setFloat(step, kept.values[step]!)
    }
  }
}
