/**
 * One value of many, as Grafana calculates it: what is missing, and NaN, is left out save by `first`, `last`, `count` and what lists or compares values
 * one by one.
 */
import { type Value, valueAt, valuesOf } from './columns.ts'
import type { Field } from './frame.ts'

export interface Reducer {
  readonly id: string
  readonly name: string
  /** Is the result in the field's own unit? A count is not. */
  readonly keepsUnit: boolean
  reduce(field: Field): Value | readonly Value[]
}

interface Numbers {
  readonly count: number
  /** Neither missing nor NaN. */
  readonly measured: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly leastAboveZero: number
  readonly first: number
  readonly last: number
  readonly delta: number
  readonly step: number
  readonly allZero: boolean
}

/** One pass answers most questions; the same field is often asked several of them. */
const known = new WeakMap<Field, Numbers>()

function numbersOf(field: Field): Numbers {
  const before = known.get(field)
  if (before !== undefined) return before
  const numbers = field.type === 'number' || field.type === 'time' ? scanned(field) : scannedText(field)
  known.set(field, numbers)
  return numbers
}

function scanned(field: Extract<Field, { type: 'number' | 'time' }>): Numbers {
  const { values } = field
  const missing = field.type === 'number' ? field.missing : undefined
  let count = 0
  let measured = 0
  let sum = 0
  let min = Infinity
  let max = -Infinity
  let leastAboveZero = Infinity
  let first = NaN
  let last = NaN
  let delta = 0
  let step = Infinity
  let rising = true
  let allZero = true
  for (let row = 0; row < values.length; row++) {
    if (missing !== undefined && missing[row] === 1) continue
    count++
    const value = values[row]!
    if (Number.isNaN(value)) continue
    if (measured === 0) {
      first = value
    } else {
      const difference = value - last
      if (difference < step) step = difference
      if (last > value) {
        rising = false
        // A counter that began anew at the very end has counted this much.
        if (row === values.length - 1) delta += value
      } else {
        delta += rising ? difference : value
        rising = true
      }
    }
    measured++
    sum += value
    if (value < min) min = value
    if (value > max) max = value
    if (value > 0 && value < leastAboveZero) leastAboveZero = value
    if (value !== 0) allZero = false
    last = value
  }
  return { count, measured, sum, min, max, leastAboveZero, first, last, delta, step, allZero }
}

function scannedText(field: Field): Numbers {
  let count = 0
  for (let row = 0; row < field.values.length; row++) if (valueAt(field, row) !== null) count++
  return {
    ...{ count, measured: 0, sum: 0, min: NaN, max: NaN, leastAboveZero: NaN },
    ...{ first: NaN, last: NaN, delta: 0, step: NaN, allZero: false },
  }
}

function ofNumbers(id: string, name: string, from: (numbers: Numbers) => number, keepsUnit = true): Reducer {
  return {
    id,
    name,
    keepsUnit,
    reduce(field) {
      const numbers = numbersOf(field)
      return numbers.measured === 0 ? null : from(numbers)
    },
  }
}

const isSomething = (value: Value): boolean => value !== null && !Number.isNaN(value)

const BASIC: readonly Reducer[] = [
  { id: 'lastNotNull', name: 'Last *', keepsUnit: true, reduce: field => lastWhere(field, isSomething) },
  { id: 'last', name: 'Last', keepsUnit: true, reduce: field => valueAt(field, field.values.length - 1) },
  { id: 'firstNotNull', name: 'First *', keepsUnit: true, reduce: field => firstWhere(field, isSomething) },
  { id: 'first', name: 'First', keepsUnit: true, reduce: field => valueAt(field, 0) },
  ofNumbers('min', 'Min', numbers => numbers.min),
  ofNumbers('max', 'Max', numbers => numbers.max),
  ofNumbers('mean', 'Mean', numbers => numbers.sum / numbers.measured),
  { id: 'median', name: 'Median', keepsUnit: true, reduce: median },
  { id: 'variance', name: 'Variance', keepsUnit: true, reduce: variance },
  { id: 'stdDev', name: 'StdDev', keepsUnit: true, reduce: field => Math.sqrt(variance(field)) },
  { id: 'sum', name: 'Total', keepsUnit: true, reduce: field => numbersOf(field).sum },
  { id: 'count', name: 'Count', keepsUnit: false, reduce: field => numbersOf(field).count },
  { id: 'countAll', name: 'Count all', keepsUnit: false, reduce: field => field.values.length },
  ofNumbers('range', 'Range', ({ min, max }) => max - min),
  { id: 'delta', name: 'Delta', keepsUnit: true, reduce: field => numbersOf(field).delta },
  {
    id: 'step',
    name: 'Step',
    keepsUnit: true,
    reduce: field => (numbersOf(field).measured < 2 ? null : numbersOf(field).step),
  },
  ofNumbers('diff', 'Difference', ({ first, last }) => last - first),
  ofNumbers('logmin', 'Min (above zero)', ({ leastAboveZero }) =>
    leastAboveZero === Infinity ? NaN : leastAboveZero,
  ),
  { id: 'allIsZero', name: 'All Zeros', keepsUnit: false, reduce: allIsZero },
  {
    id: 'allIsNull',
    name: 'All Nulls',
    keepsUnit: false,
    reduce: field => firstWhere(field, isSomething) === null,
  },
  { id: 'changeCount', name: 'Change Count', keepsUnit: false, reduce: changeCount },
  {
    id: 'distinctCount',
    name: 'Distinct Count',
    keepsUnit: false,
    reduce: field => distinct(field).filter(value => value !== null).length,
  },
  ofNumbers('diffperc', 'Difference percent', ({ first, last }) => ((last - first) / first) * 100, false),
  { id: 'allValues', name: 'All values', keepsUnit: false, reduce: valuesOf },
  { id: 'uniqueValues', name: 'All unique values', keepsUnit: false, reduce: distinct },
]

const PERCENTILES: readonly Reducer[] = Array.from({ length: 99 }, (_, i): Reducer => {
  const percent = i + 1
  return {
    id: `p${percent}`,
    name: `${percent}${ordinal(percent)} %`,
    keepsUnit: true,
    reduce: field => quantile(field, percent / 100),
  }
})

function ordinal(count: number): string {
  if (count > 3 && count < 21) return 'th'
  return ['th', 'st', 'nd', 'rd'][count % 10] ?? 'th'
}

const BY_ID: ReadonlyMap<string, Reducer> = new Map(
  [...BASIC, ...PERCENTILES].map(reducer => [reducer.id, reducer]),
)
const ALIASES: Readonly<Record<string, string>> = { current: 'lastNotNull', avg: 'mean', total: 'sum' }

export const REDUCERS: readonly string[] = [...BY_ID.keys()]

/** Also by the names that older dashboards use: `current`, `avg`, `total`. */
export function reducerOf(id: string): Reducer | undefined {
  return BY_ID.get(Object.hasOwn(ALIASES, id) ? ALIASES[id]! : id)
}

/** Null where there is none; several values only from `allValues` and `uniqueValues`. */
export function reduceField(field: Field, id: string): Value | readonly Value[] {
  return reducerOf(id)?.reduce(field) ?? null
}

/** As one value, which a column can hold. */
export function reducedValue(field: Field, reducer: Reducer): Value {
  const reduced = reducer.reduce(field)
  return isList(reduced) ? listText(reduced) : reduced
}

export function isList(reduced: Value | readonly Value[]): reduced is readonly Value[] {
  return Array.isArray(reduced)
}

/** Values beyond these say no more than that there are many. */
const MOST_LISTED = 10_000

export function listText(values: readonly Value[]): string {
  return values
    .slice(0, MOST_LISTED)
    .map(value => value ?? '')
    .join(', ')
}

function firstWhere(field: Field, wanted: (value: Value) => boolean): Value {
  for (let row = 0; row < field.values.length; row++) {
    const value = valueAt(field, row)
    if (wanted(value)) return value
  }
  return null
}

function lastWhere(field: Field, wanted: (value: Value) => boolean): Value {
  for (let row = field.values.length - 1; row >= 0; row--) {
    const value = valueAt(field, row)
    if (wanted(value)) return value
  }
  return null
}

function allIsZero(field: Field): boolean {
  const { measured, allZero } = numbersOf(field)
  return measured > 0 && allZero
}

function variance(field: Field): number {
  if (field.type !== 'number' && field.type !== 'time') return 0
  let squares = 0
  let mean = 0
  let count = 0
  for (const value of field.values) {
    if (Number.isNaN(value)) continue
    count++
    const before = mean
    mean += (value - before) / count
    squares += (value - before) * (value - mean)
  }
  return count === 0 ? 0 : squares / count
}

function changeCount(field: Field): number {
  let changes = 0
  let before: Value | undefined
  for (let row = 0; row < field.values.length; row++) {
    const value = valueAt(field, row)
    if (value === null) continue
    if (before !== undefined && !Object.is(before, value)) changes++
    before = value
  }
  return changes
}

function distinct(field: Field): Value[] {
  const seen = new Set<Value>()
  for (let row = 0; row < field.values.length; row++) seen.add(valueAt(field, row))
  return [...seen]
}

function sortedNumbers(field: Field): Float64Array {
  if (field.type !== 'number' && field.type !== 'time') return new Float64Array(0)
  return field.values.filter(value => !Number.isNaN(value)).sort()
}

/** A value that was measured: nothing is worked out between two, unlike the median. */
function quantile(field: Field, share: number): number | null {
  const sorted = sortedNumbers(field)
  return sorted[Math.round((sorted.length - 1) * share)] ?? null
}

function median(field: Field): number | null {
  const sorted = sortedNumbers(field)
  if (sorted.length === 0) return null
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
