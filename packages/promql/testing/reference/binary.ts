/** Operators on numbers and on vectors, pair by pair. */
import { type Labels, labelValue, METRIC_NAME } from '@vedette/model'
import { executionError } from '../../src/evaluate/query-error.ts'
import { atan2 } from '../../src/functions/go-math.ts'
import type { Binary, BinaryOperator, VectorMatching } from '../../src/syntax/tree.ts'
import { keyOf, renamed, type Sample, unique, unnamed, withLabel } from './series.ts'

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2,
}

/** As Go has it: where the base is 1, or -1 with an infinite exponent, the answer is 1 and not NaN. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1
  return a ** b
}

export function ofScalars(op: BinaryOperator, a: number, b: number): number {
  const compare = COMPARISONS[op]
  return compare === undefined ? ARITHMETIC[op]!(a, b) : Number(compare(a, b))
}

/** `value` is what is left of the pair; undefined: nothing. */
function ofPair({ op, returnBool }: Binary, a: number, b: number, kept = a): number | undefined {
  const compare = COMPARISONS[op]
  if (compare === undefined) return ARITHMETIC[op]!(a, b)
  if (returnBool) return Number(compare(a, b))
  return compare(a, b) ? kept : undefined
}

const changesMeaning = ({ op, returnBool }: Binary) => op in ARITHMETIC || returnBool

export function withScalar(
  expr: Binary,
  vector: readonly Sample[],
  scalar: number,
  scalarIsLeft: boolean,
  delayedNames: boolean,
): Sample[] {
  const result: Sample[] = []
  for (const sample of vector) {
    const value = scalarIsLeft
      ? ofPair(expr, scalar, sample.value, sample.value)
      : ofPair(expr, sample.value, scalar)
    if (value === undefined) continue
    result.push(changesMeaning(expr) ? renamed(sample, value, delayedNames) : { ...sample, value })
  }
  return unique(result)
}

export function ofVectors(
  expr: Binary,
  left: readonly Sample[],
  right: readonly Sample[],
  delayedNames = false,
): Sample[] {
  const matching = expr.matching!
  const groupOf = (sample: Sample) => keyOf(matchedLabels(sample.labels, matching))
  const groups = (samples: readonly Sample[]) => new Set(samples.map(groupOf))
  if (expr.op === 'and') return left.filter(sample => groups(right).has(groupOf(sample)))
  if (expr.op === 'unless') return left.filter(sample => !groups(right).has(groupOf(sample)))
  if (expr.op === 'or')
    return unique([...left, ...right.filter(sample => !groups(left).has(groupOf(sample)))])

  const swapped = matching.card === 'one-to-many'
  const [many, one] = swapped ? [right, left] : [left, right]
  if (many.length === 0 || one.length === 0) return []
  const oneOf = new Map<string, Sample>()
  for (const sample of one) {
    const group = groupOf(sample)
    if (oneOf.has(group)) {
      throw executionError(`found duplicate series for the match group ${group}`)
    }
    oneOf.set(group, sample)
  }
  const result: Sample[] = []
  const taken = new Map<string, Set<string>>()
  for (const sample of many) {
    const group = groupOf(sample)
    const partner = oneOf.get(group)
    if (partner === undefined) continue
    const [a, b] = swapped ? [partner.value, sample.value] : [sample.value, partner.value]
    const labels = resultLabels(expr, sample.labels, partner.labels, delayedNames)
    const earlier = taken.get(group) ?? new Set()
    if (matching.card === 'one-to-one' && earlier.size > 0) {
      throw executionError(
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      )
    }
    if (earlier.has(keyOf(labels))) {
      throw executionError('multiple matches for labels: grouping labels must ensure unique matches')
    }
    taken.set(group, earlier.add(keyOf(labels)))
    const value = ofPair(expr, a, b)
    if (value !== undefined) result.push({ labels, dropName: expr.returnBool, value })
  }
  return unique(result)
}

function matchedLabels(labels: Labels, { on, labels: names }: VectorMatching): Labels {
  return labels.filter(({ name }) =>
    on ? names.includes(name) : name !== METRIC_NAME && !names.includes(name),
  )
}

function resultLabels(expr: Binary, many: Labels, one: Labels, delayedNames: boolean): Labels {
  const { card, on, labels: names, include } = expr.matching!
  const losesName = expr.op in ARITHMETIC || (expr.returnBool && !delayedNames)
  let labels = losesName ? unnamed(many) : many
  if (card === 'one-to-one') labels = labels.filter(({ name }) => names.includes(name) === on)
  for (const name of include) labels = withLabel(labels, name, labelValue(one, name))
  return labels
}
