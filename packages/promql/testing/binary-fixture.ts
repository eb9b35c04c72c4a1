/** Runs one binary operator over rows written down in a test. */
import { vectorScalar, vectorVector } from '../src/evaluate/binary/index.ts'
import type { Binary, BinaryOperator, VectorMatching } from '../src/syntax/tree.ts'
import { answersOf, type Row, streamOfRows, testContext } from './stream-fixture.ts'

const PLACE = { from: 0, to: 0 }
const NUMBER = { kind: 'number', value: 0, isDuration: false, place: PLACE } as const

export const ONE_TO_ONE: VectorMatching = {
  card: 'one-to-one',
  on: false,
  labels: [],
  include: [],
  fillLeft: undefined,
  fillRight: undefined,
}

export const on = (...labels: string[]): VectorMatching => ({ ...ONE_TO_ONE, on: true, labels })
export const groupLeft = (matching: VectorMatching, ...include: string[]): VectorMatching => ({
  ...matching,
  card: 'many-to-one',
  include,
})
export const groupRight = (matching: VectorMatching, ...include: string[]): VectorMatching => ({
  ...matching,
  card: 'one-to-many',
  include,
})

export function binary(op: BinaryOperator, matching?: VectorMatching, returnBool = false): Binary {
  return { kind: 'binary', op, left: NUMBER, right: NUMBER, returnBool, matching, place: PLACE }
}

export async function join(
  op: BinaryOperator,
  matching: VectorMatching,
  left: readonly Row[],
  right: readonly Row[],
  { returnBool = false, delayedNames = false } = {},
) {
  const steps = (left[0] ?? right[0])!.values.length
  const context = testContext(steps, delayedNames)
  const node = binary(op, matching, returnBool)
  const stream = await vectorVector(node, streamOfRows(left, steps), streamOfRows(right, steps), context)
  const answers = await answersOf(stream)
  return {
    answers,
    series: stream.series,
    warnings: context.annotations.warnings,
    infos: context.annotations.infos,
  }
}

export async function scale(
  op: BinaryOperator,
  rows: readonly Row[],
  scalar: number,
  { side = 'right' as 'left' | 'right', returnBool = false, delayedNames = false } = {},
) {
  const steps = rows[0]!.values.length
  const context = testContext(steps, delayedNames)
  const scalars = new Float64Array(steps).fill(scalar)
  const stream = vectorScalar(binary(op, undefined, returnBool), streamOfRows(rows), scalars, side, context)
  return {
    answers: await answersOf(stream),
    series: stream.series,
    infos: context.annotations.infos,
  }
}
