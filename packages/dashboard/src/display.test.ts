import { describe, expect, it } from 'vitest'
import { numberColumn } from './columns.ts'
import type { FieldConfig, ValueMapping } from './dashboard.ts'
import { displayOf, extentOf, seriesColourOf } from './display.ts'

const steps = [
  { value: null, color: 'green' },
  { value: 50, color: 'orange' },
  { value: 80, color: 'red' },
]
const red = { kind: 'named', name: 'red' }
const orange = { kind: 'named', name: 'orange' }
const green = { kind: 'named', name: 'green' }

describe('the text that stands for a value', () => {
  const mappings: ValueMapping[] = [
    {
      type: 'value',
      options: { 0: { text: 'down', color: 'red' }, true: { text: 'yes' }, a: { color: 'blue' } },
    },
    { type: 'range', options: { from: 1, to: 5, result: { text: 'some' } } },
    { type: 'range', options: { from: null, to: -1, result: { text: 'below' } } },
    { type: 'regex', options: { pattern: '/^pod-(.*)$/', result: { text: 'the pod $1' } } },
    { type: 'special', options: { match: 'nan', result: { text: 'NaN!' } } },
    { type: 'special', options: { match: 'null', result: { text: 'nothing' } } },
    { type: 'special', options: { match: 'empty', result: { text: 'empty' } } },
    { type: 'special', options: { match: 'false', result: { text: 'no' } } },
  ]
  const text = displayOf({ mappings })
  it.each([
    [0, 'down'],
    ['0', 'down'],
    [true, 'yes'],
    [false, 'no'],
    [1, 'some'],
    [5, 'some'],
    [-7, 'below'],
    ['pod-1-2', 'the pod 1-2'],
    [NaN, 'NaN!'],
    [null, 'nothing'],
    ['', 'empty'],
    [6, undefined],
    ['a', undefined],
    ['toString', undefined],
  ])('of %s is %s', (value, expected) => {
    expect(text(value).text).toBe(expected)
  })

  it('may be only a colour, which stands over the others', () => {
    const display = displayOf({ mappings, thresholds: { mode: 'absolute', steps } })
    expect(display('a')).toMatchObject({ colour: { kind: 'named', name: 'blue' }, mapped: true })
    expect(display(0)).toMatchObject({ colour: red, mapped: true })
    expect(display(3)).toMatchObject({ colour: green, mapped: false })
  })
})

describe('the colour of a value', () => {
  it('goes by thresholds, the first one from below everything', () => {
    const display = displayOf({ thresholds: { mode: 'absolute', steps } })
    expect([-1e9, 49.9, 50, 80, NaN, null].map(value => display(value).colour)).toEqual([
      green,
      green,
      orange,
      red,
      green,
      green,
    ])
  })

  it('goes by the share of the range where thresholds are percentages', () => {
    const config: FieldConfig = { min: 0, max: 200, thresholds: { mode: 'percentage', steps } }
    expect([99, 100, 160].map(value => displayOf(config)(value).colour)).toEqual([green, orange, red])
    expect(displayOf(config, { min: 7, max: 7 })(7).colour).toEqual(green)
  })

  it('is fixed, left to the palette, or lies on a scale', () => {
    expect(displayOf({ color: { mode: 'fixed', fixedColor: 'blue' } })(1).colour).toEqual({
      kind: 'named',
      name: 'blue',
    })
    expect(displayOf({ color: { mode: 'palette-classic' } })(1).colour).toBeUndefined()
    expect(displayOf({ color: { mode: 'palette-classic-by-name' } })(1).colour).toBeUndefined()
    expect(displayOf({})(1).colour).toBeUndefined()
    const scale = displayOf({ color: { mode: 'continuous-GrYlRd' } }, { min: 0, max: 100 })
    expect(scale(25).colour).toEqual({ kind: 'mixed', from: 'green', to: 'yellow', share: 0.5 })
    expect(scale(300).colour).toEqual({ kind: 'mixed', from: 'yellow', to: 'red', share: 1 })
    expect(scale(-5).colour).toEqual({ kind: 'mixed', from: 'green', to: 'yellow', share: 0 })
  })

  it('of a series is that of its last value, or of its least or most', () => {
    const field = numberColumn('x', Float64Array.of(90, 60, NaN))
    const thresholds = { mode: 'absolute' as const, steps }
    const of = (seriesBy?: 'last' | 'min' | 'max'): unknown =>
      seriesColourOf({ thresholds, color: { mode: 'thresholds', seriesBy } }, field, { min: 0, max: 100 })
    expect([of(), of('max'), of('min')]).toEqual([orange, red, orange])
    expect(seriesColourOf({ color: { mode: 'palette-classic' } }, field, { min: 0, max: 1 })).toBeUndefined()
  })
})

describe('the range of a field', () => {
  const fields = [numberColumn('a', Float64Array.of(3, NaN)), numberColumn('b', Float64Array.of(-2, 7))]
  it('is what the configuration says, then what is there, else a percentage', () => {
    expect(extentOf({ min: 0, max: 1 }, fields)).toEqual({ min: 0, max: 1 })
    expect(extentOf({ min: 0 }, fields)).toEqual({ min: 0, max: 7 })
    expect(extentOf({}, fields)).toEqual({ min: -2, max: 7 })
    expect(extentOf({}, [])).toEqual({ min: 0, max: 100 })
  })

  it('ends where what is finite ends', () => {
    const field = (...values: number[]) => numberColumn('a', Float64Array.from(values))
    expect(extentOf({}, [field(3, Infinity, NaN, 8), field(-Infinity, 1)])).toEqual({ min: 1, max: 8 })
    expect(extentOf({}, [field(Infinity, -Infinity)])).toEqual({ min: 0, max: 100 })
  })
})
