import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Transformation } from './dashboard.ts'
import { configuredFields } from './field-config.ts'
import type { Field, Frame } from './frame.ts'
import { REDUCERS } from './reducers.ts'
import type { Scope } from './scope.ts'
import { TRANSFORMATION_IDS, transform } from './transform.ts'

const scope: Scope = {
  variables: { v: { text: 'a', value: 'a' } },
  range: { fromMs: 0, toMs: 3600_000 },
  intervalMs: 15_000,
  scrapeIntervalMs: 15_000,
}

const name = fc.constantFrom('Time', 'Value', 'a', 'b', 'Value #A', 'max', '__proto__', '')
const labels = fc.dictionary(
  fc.constantFrom('job', 'pod', '__name__', 'le', 'constructor'),
  fc.constantFrom('x', 'y', ''),
)

function fieldOf(length: number): fc.Arbitrary<Field> {
  const listOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(value, { minLength: length, maxLength: length })
  const described = fc.record(
    {
      labels,
      legend: fc.constantFrom('', 'cart', 'a'),
      config: fc.constant({ displayName: 'b', unit: 's' }),
    },
    { requiredKeys: [] },
  )
  const number = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }))
  const columns: fc.Arbitrary<Field>[] = [
    listOf(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double())).map(values => ({
      name: '',
      type: 'time',
      values: Float64Array.from(values),
    })),
    fc.tuple(listOf(number), fc.option(listOf(fc.constantFrom(0, 1)))).map(([values, missing]) => ({
      name: '',
      type: 'number',
      values: Float64Array.from(values, (value, row) => (missing?.[row] === 1 ? NaN : value)),
      ...(missing === null ? {} : { missing: Uint8Array.from(missing) }),
    })),
    listOf(fc.constantFrom(null, 'x', 'y', '', '1', '2024-01-01T00:00:00Z')).map(values => ({
      name: '',
      type: 'text',
      values,
    })),
    listOf(fc.constantFrom(null, true, false)).map(values => ({ name: '', type: 'boolean', values })),
  ]
  return fc
    .tuple(name, described, fc.oneof(...columns))
    .map(([own, more, field]) => ({ ...field, ...more, name: own }) as Field)
}

const frame: fc.Arbitrary<Frame> = fc.integer({ min: 0, max: 6 }).chain(length =>
  fc.record({
    refId: fc.constantFrom('A', 'B', 'config'),
    name: fc.constantFrom(undefined, 'x', 'y'),
    fields: fc.array(fieldOf(length), { maxLength: 5 }),
    length: fc.constant(length),
  }),
)

/** Options that mean something, mixed with what means nothing. */
const word = fc.oneof(
  name,
  fc.constantFrom(...REDUCERS),
  fc.constantFrom(
    'inner',
    'outerTabular',
    'rows',
    'all',
    'exclude',
    'groupby',
    'aggregate',
    'long',
    'multi',
    'auto',
    'desc',
  ),
  fc.constantFrom(
    'reduceRow',
    'binary',
    'unary',
    'windowFunctions',
    'cumulativeFunctions',
    'index',
    'templateExpression',
  ),
  fc.constantFrom(
    'reduceFields',
    'byName',
    'byType',
    'number',
    'string',
    'time',
    'boolean',
    'regex',
    'greater',
    'equal',
  ),
  fc.constantFrom(
    '(',
    '/(.*)/g',
    '$v',
    '${v}',
    '[[',
    '+',
    '/',
    'abs',
    'ln',
    '-1',
    '0',
    'job',
    'pod',
    'x',
    'YYYY',
  ),
)
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.integer({ min: -5, max: 50 }),
)
const key = fc.oneof(
  name,
  fc.constantFrom(
    'byField',
    'mode',
    'reducers',
    'reducer',
    'fields',
    'operation',
    'aggregations',
    'include',
    'exclude',
  ),
  fc.constantFrom(
    'names',
    'pattern',
    'sort',
    'field',
    'desc',
    'limitField',
    'filters',
    'fieldName',
    'config',
    'id',
    'options',
  ),
  fc.constantFrom(
    'value',
    'type',
    'match',
    'conversions',
    'targetField',
    'destinationType',
    'regex',
    'renamePattern',
  ),
  fc.constantFrom(
    'excludeByName',
    'indexByName',
    'renameByName',
    'includeByName',
    'orderBy',
    'orderByMode',
    'keepLabels',
  ),
  fc.constantFrom(
    'binary',
    'left',
    'right',
    'operator',
    'unary',
    'window',
    'windowSize',
    'cumulative',
    'replaceFields',
  ),
  fc.constantFrom(
    'columnField',
    'rowField',
    'valueField',
    'emptyValue',
    'naming',
    'asLabels',
    'keepFields',
    'combine',
  ),
  fc.constantFrom(
    'bucketSize',
    'bucketOffset',
    'bucketCount',
    'mappings',
    'handlerKey',
    'configRefId',
    'applyTo',
    'join',
  ),
  fc.constantFrom(
    'labelsToFields',
    'valueLabel',
    'format',
    'stat',
    'A',
    'timeField',
    'outputFormat',
    'stringField',
    'alias',
  ),
)
const anything = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value
const options = fc.dictionary(key, anything, { maxKeys: 8 }) as fc.Arbitrary<Record<string, unknown>>

/** Each with options in its own form, so that more than its defaults are met. */
const fitting: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  joinByField: fc.record({ byField: name, mode: fc.constantFrom('outer', 'inner', 'outerTabular') }),
  groupBy: fc.record({
    fields: fc.dictionary(
      name,
      fc.record({
        operation: fc.constantFrom('groupby', 'aggregate'),
        aggregations: fc.array(fc.constantFrom(...REDUCERS), { maxLength: 3 }),
      }),
    ),
  }),
  reduce: fc.record({
    reducers: fc.array(fc.constantFrom(...REDUCERS), { maxLength: 3 }),
    mode: fc.constantFrom('seriesToRows', 'reduceFields'),
    labelsToFields: fc.boolean(),
    includeTimeField: fc.boolean(),
  }),
  groupingToMatrix: fc.record({ columnField: name, rowField: name, valueField: name }),
  calculateField: fc.record({
    mode: fc.constantFrom('reduceRow', 'binary', 'unary', 'windowFunctions', 'cumulativeFunctions', 'index'),
    reduce: fc.record({ reducer: fc.constantFrom(...REDUCERS) }),
    binary: fc.record({
      left: name,
      right: fc.oneof(name, fc.constant('2')),
      operator: fc.constantFrom('+', '/', '**'),
    }),
    unary: fc.record({ fieldName: name, operator: fc.constantFrom('ln', 'percent') }),
    window: fc.record({
      reducer: fc.constantFrom('mean', 'stdDev'),
      windowAlignment: fc.constantFrom('centered', 'trailing'),
    }),
    replaceFields: fc.boolean(),
    timeSeries: fc.boolean(),
  }),
  partitionByValues: fc.record({
    fields: fc.array(name),
    keepFields: fc.boolean(),
    naming: fc.record({ asLabels: fc.boolean() }),
  }),
  joinByLabels: fc.record({ value: fc.constantFrom('job', 'pod') }),
  sortBy: fc.record({ sort: fc.array(fc.record({ field: name, desc: fc.boolean() })) }),
  convertFieldType: fc.record({
    conversions: fc.array(
      fc.record({
        targetField: name,
        destinationType: fc.constantFrom('number', 'string', 'time', 'boolean'),
      }),
    ),
  }),
  prepareTimeSeries: fc.record({ format: fc.constantFrom('wide', 'multi', 'long') }),
  formatTime: fc.record({
    timeField: name,
    timezone: fc.constantFrom('utc', 'Europe/Berlin', 'nowhere', ''),
  }),
}

const transformation: fc.Arbitrary<Transformation> = fc
  .constantFrom(...TRANSFORMATION_IDS, 'nobody knows', 'constructor')
  .chain(id =>
    fc.record({
      id: fc.constant(id),
      options: !Object.hasOwn(fitting, id) ? options : fc.oneof(fitting[id]!, options),
      filter: fc.constantFrom(undefined, { id: 'byRefId', options: 'A' }, { id: 'byRefId', options: '(' }),
    }),
  )

describe('any transformations of any frames', () => {
  it('give frames whose fields have the length of the frame', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 4 }),
        fc.array(transformation, { minLength: 1, maxLength: 3 }),
        (frames, transformations) => {
          const before = structuredClone(frames)
          const { frames: made, problems } = transform(frames, transformations, scope)
          for (const { fields, length } of made) {
            for (const field of fields) {
              expect(field.values.length).toBe(length)
              expect(typeof field.name).toBe('string')
              if (field.type === 'number') {
                expect(field.values).toBeInstanceOf(Float64Array)
                if (field.missing !== undefined) expect(field.missing.length).toBe(length)
                if (field.trends !== undefined) expect(field.trends.length).toBe(length)
              }
            }
          }
          expect(frames).toEqual(before)
          expect(problems.every(({ words }) => words.length > 0 && words.length < 1000)).toBe(true)
          const shown = configuredFields(made, { defaults: {}, overrides: [] }, scope)
          expect(shown.every(field => typeof field.name === 'string')).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
