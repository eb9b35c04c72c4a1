/** The operators on single values where native histograms are among them, with everything that can be said against it. */

import type { NativeHistogram } from '@vedette/model'
import {
  addHistograms,
  type Combined,
  compactHistogram,
  divideHistogram,
  equalHistograms,
  scaleHistogram,
  subtractHistograms,
  trimLower,
  trimUpper,
  withResetHint,
} from '../../histogram/index.ts'
import { quote } from '../../syntax/quoted.ts'
import type { BinaryOperator } from '../../syntax/tree.ts'
import type { Complaint } from './complaints.ts'

export interface Outcome {
  /** undefined: nothing comes of it. */
  readonly value: NativeHistogram | 'kept' | 'dropped' | undefined
  readonly complaint: Complaint | undefined
}

/** `kept` and `dropped` are the answers of comparisons. */
const KEPT: Outcome = { value: 'kept', complaint: undefined }
const DROPPED: Outcome = { value: 'dropped', complaint: undefined }

type Operand = NativeHistogram | number

/** At least one of them is a histogram, or the operator is for histograms only. */
export function operate(op: BinaryOperator, left: Operand, right: Operand): Outcome {
  if (typeof left === 'number') {
    if (op === '*' && typeof right !== 'number') return compacted(scaleHistogram(right, left))
    return incompatible(op, left, right)
  }
  return typeof right === 'number' ? withNumber(op, left, right) : withHistogram(op, left, right)
}

function withNumber(op: BinaryOperator, left: NativeHistogram, right: number): Outcome {
  switch (op) {
    case '*':
      return compacted(scaleHistogram(left, right))
    case '/':
      return compacted(divideHistogram(left, right))
    case '</':
      return { value: trimUpper(left, right), complaint: undefined }
    case '>/':
      return { value: trimLower(left, right), complaint: undefined }
    default:
      return incompatible(op, left, right)
  }
}

function withHistogram(op: BinaryOperator, left: NativeHistogram, right: NativeHistogram): Outcome {
  switch (op) {
    case '+':
      return combined(op, addHistograms(left, right), 'addition')
    case '-':
      return combined(op, subtractHistograms(left, right), 'subtraction')
    case '==':
      return equalHistograms(left, right) ? KEPT : DROPPED
    case '!=':
      return equalHistograms(left, right) ? DROPPED : KEPT
    default:
      return incompatible(op, left, right)
  }
}

function combined(op: '+' | '-', result: Combined | undefined, doing: string): Outcome {
  if (result === undefined) {
    return complaining('warning', `incompatible bucket layout encountered for binary operator ${op}`)
  }
  if (result.counterResetCollision) {
    return complaining('warning', `conflicting counter resets during histogram ${doing}`)
  }
  const histogram = op === '-' ? withResetHint(result.histogram, 'gauge') : result.histogram
  return {
    value: compactHistogram(histogram, 0),
    complaint: result.boundsReconciled
      ? { level: 'info', message: `mismatched custom buckets were reconciled during ${doing}` }
      : undefined,
  }
}

function compacted(histogram: NativeHistogram): Outcome {
  return { value: compactHistogram(histogram, 0), complaint: undefined }
}

function incompatible(op: BinaryOperator, left: Operand, right: Operand): Outcome {
  const types = `${typeOf(left)} ${op} ${typeOf(right)}`
  return complaining(
    'info',
    `incompatible sample types encountered for binary operator ${quote(op)}: ${types}`,
  )
}

function complaining(level: Complaint['level'], message: string): Outcome {
  return { value: undefined, complaint: { level, message } }
}

function typeOf(operand: Operand): string {
  return typeof operand === 'number' ? 'float' : 'histogram'
}
