import { describe, expect, it } from 'vitest'
import { numberColumn, timeColumn } from './columns.ts'
import type { FieldConfig, FieldOverride } from './dashboard.ts'
import { configuredFields, fieldConfigOf } from './field-config.ts'
import type { Field, Frame } from './frame.ts'

const time = timeColumn('Time', Float64Array.of(1))
const cpu: Field = { ...numberColumn('Value', Float64Array.of(0)), labels: { job: 'cpu' }, legend: 'CPU' }
const memory: Field = {
  ...numberColumn('Value', Float64Array.of(5)),
  labels: { job: 'mem' },
  legend: 'Memory',
}
const frames: Frame[] = [
  { refId: 'A', fields: [time, cpu], length: 1 },
  { refId: 'B', fields: [time, memory], length: 1 },
]

function units(matcher: FieldOverride['matcher']): (string | undefined)[] {
  const overrides = [{ matcher, properties: [{ id: 'unit', value: 'bytes' }] }]
  return configuredFields(frames, { defaults: {}, overrides }).map(({ config }) => config.unit)
}

describe('which fields an override is for', () => {
  const none = undefined
  it.each([
    [{ id: 'byName', options: 'CPU' }, [none, 'bytes', none, none]],
    [{ id: 'byName', options: 'Value' }, [none, 'bytes', none, 'bytes']],
    [{ id: 'byNames', options: { mode: 'exclude', names: ['CPU', 'Time'] } }, [none, none, none, 'bytes']],
    [{ id: 'byNames', options: { names: ['CPU'] } }, [none, 'bytes', none, none]],
    [{ id: 'byRegexp', options: '/^mem/i' }, [none, none, none, 'bytes']],
    [{ id: 'byRegexp', options: '.*U' }, [none, 'bytes', none, none]],
    [{ id: 'byRegexp', options: '/(/' }, [none, none, none, none]],
    [{ id: 'byRegexpOrNames', options: { pattern: '/^M/', names: ['CPU'] } }, [none, 'bytes', none, 'bytes']],
    [{ id: 'byType', options: 'time' }, ['bytes', none, 'bytes', none]],
    [{ id: 'byType', options: 'string' }, [none, none, none, none]],
    [{ id: 'byFrameRefID', options: 'B' }, [none, none, 'bytes', 'bytes']],
    [{ id: 'byValue', options: { reducer: 'allIsZero' } }, [none, 'bytes', none, none]],
    [
      { id: 'byValue', options: { reducer: 'max', op: '>=', value: 5 } },
      ['bytes', none, 'bytes', 'bytes'].with(0, none).with(2, none),
    ],
    [{ id: 'invertMatch', options: { id: 'byType', options: 'time' } }, [none, 'bytes', none, 'bytes']],
    [{ id: 'nobody knows' }, [none, none, none, none]],
    [{ id: 'constructor' }, [none, none, none, none]],
  ])('%j', (matcher, expected) => {
    expect(units(matcher)).toEqual(expected)
  })
})

describe('the configuration of a field', () => {
  const of = (defaults: FieldConfig, ...properties: FieldOverride['properties']): FieldConfig =>
    fieldConfigOf(frames[0]!, cpu, {
      defaults,
      overrides: properties.map(property => ({
        matcher: { id: 'byName', options: 'CPU' },
        properties: [property],
      })),
    })

  it('has the last override that says something', () => {
    expect(of({ unit: 's' }, { id: 'unit', value: 'ms' }, { id: 'unit', value: 'bytes' })).toEqual({
      unit: 'bytes',
    })
  })

  it('has properties within others, without touching the defaults', () => {
    const defaults = { custom: { lineWidth: 1, hideFrom: { viz: false, legend: true } } }
    expect(
      of(defaults, { id: 'custom.lineWidth', value: 3 }, { id: 'custom.hideFrom.viz', value: true }),
    ).toEqual({
      custom: { lineWidth: 3, hideFrom: { viz: true, legend: true } },
    })
    expect(defaults.custom.lineWidth).toBe(1)
  })

  it('loses what an override takes away', () => {
    expect(of({ unit: 's', max: 1 }, { id: 'max', value: null }, { id: 'unit' })).toEqual({})
  })

  it('keeps the shape of all but what is the panel type’s own', () => {
    const defaults = { color: { mode: 'fixed' }, links: [{ title: 'a', url: 'x' }], custom: { width: 1 } }
    const strange = [
      { id: 'color.mode', value: 5 },
      { id: 'links.0', value: 5 },
      { id: 'mappings.x', value: 5 },
      { id: 'custom', value: 5 },
    ]
    expect(of(defaults, ...strange)).toEqual(defaults)
  })

  it('reaches nothing but itself', () => {
    of({}, { id: '__proto__.polluted', value: 1 }, { id: 'constructor.prototype.polluted', value: 1 })
    expect({}).not.toHaveProperty('polluted')
  })

  it('keeps what the field says of itself over the defaults, and has the links of both', () => {
    const links = [{ title: 'a', url: 'x' }]
    const own: Field = { ...cpu, config: { unit: 'own', links, custom: { width: 1 } } }
    const frame = { ...frames[0]!, fields: [time, own] }
    const defaults = {
      unit: 's',
      decimals: 1,
      links: [{ title: 'b', url: 'y' }],
      custom: { width: 2, align: 'left' },
    }
    expect(fieldConfigOf(frame, own, { defaults, overrides: [] })).toEqual({
      unit: 'own',
      decimals: 1,
      links: [...links, ...defaults.links],
      custom: { width: 1, align: 'left' },
    })
  })

  it('has the least below the most', () => {
    expect(of({ min: 10, max: 0 })).toEqual({ min: 0, max: 10 })
  })

  it('comes with the place among those that are no times, and the name that it gives', () => {
    const fields = configuredFields(frames, {
      defaults: {},
      overrides: [
        { matcher: { id: 'byName', options: 'CPU' }, properties: [{ id: 'displayName', value: 'Load' }] },
        { matcher: { id: 'byName', options: 'CPU' }, properties: [{ id: 'unit', value: 's' }] },
      ],
    })
    expect(fields.map(({ name, index }) => [name, index])).toEqual([
      ['Time', 0],
      ['Load', 0],
      ['Time', 1],
      ['Memory', 1],
    ])
    expect(fields[1]?.config.unit).toBe('s')
  })
})
