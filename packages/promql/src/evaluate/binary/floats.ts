/** The operators on columns of numbers: one tight loop for each, without a choice per value. */
import { atan2 } from '../../functions/go-math.ts'
import type { ArithmeticOperator, ComparisonOperator } from '../../syntax/tree.ts'
import { power } from './power.ts'

type Arithmetic = (left: Float64Array, right: Float64Array, out: Float64Array) => void

/** Writes 1 where it holds, else 0. */
type Comparison = (left: Float64Array, right: Float64Array, holds: Uint8Array) => void

export const ARITHMETIC: Record<ArithmeticOperator, Arithmetic> = {
  '+': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step]! + right[step]!
  },
  '-': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step]! - right[step]!
  },
  '*': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step]! * right[step]!
  },
  '/': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step]! / right[step]!
  },
  '%': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = left[step]! % right[step]!
  },
  '^': (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = power(left[step]!, right[step]!)
  },
  atan2: (left, right, out) => {
    for (let step = 0; step < out.length; step++) out[step] = atan2(left[step]!, right[step]!)
  },
}

export const COMPARISONS: Record<ComparisonOperator, Comparison> = {
  '==': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! === right[step]! ? 1 : 0
  },
  '!=': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! !== right[step]! ? 1 : 0
  },
  '<': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! < right[step]! ? 1 : 0
  },
  '<=': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! <= right[step]! ? 1 : 0
  },
  '>': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! > right[step]! ? 1 : 0
  },
  '>=': (left, right, holds) => {
    for (let step = 0; step < holds.length; step++) holds[step] = left[step]! >= right[step]! ? 1 : 0
  },
}

export function isArithmetic(op: string): op is ArithmeticOperator {
  return op in ARITHMETIC
}

export function isComparison(op: string): op is ComparisonOperator {
  return op in COMPARISONS
}
