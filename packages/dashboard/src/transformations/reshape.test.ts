import { describe, expect, it } from 'vitest'
import { after, columnsOf, problemsOf, series, table, tables } from '../testing/frames.ts'

const rows = table('A', { Time: [1, 1, 2], pod: ['x', 'y', 'x'], n: [1, 2, 3] })

describe('groupingToMatrix', () => {
  it('has one column across and one down', () => {
    const { frames } = after([rows], 'groupingToMatrix', {
      columnField: 'pod',
      rowField: 'Time',
      valueField: 'n',
    })
    expect(columnsOf(frames[0])).toEqual([
      ['Time\\pod', [1, 2]],
      ['x', [1, 3]],
      ['y', [2, null]],
    ])
    expect(frames[0]?.fields[0]?.type).toBe('time')
  })

  it('fills what is empty as it is told, and leaves frames without these columns', () => {
    const options = { columnField: 'pod', rowField: 'Time', valueField: 'n' }
    expect(tables(after([rows], 'groupingToMatrix', { ...options, emptyValue: 'zero' }))[0]?.y).toEqual([
      2, 0,
    ])
    expect(after([rows], 'groupingToMatrix', { ...options, rowField: 'x' }).frames).toEqual([rows])
    expect(after([rows, rows], 'groupingToMatrix', options).frames).toHaveLength(2)
  })
})

describe('partitionByValues', () => {
  it('makes a frame of each value, which becomes a label', () => {
    const { frames } = after([rows], 'partitionByValues', { fields: ['pod'] })
    expect(frames.map(columnsOf)).toEqual([
      [
        ['Time', [1, 2]],
        ['n', [1, 3]],
      ],
      [
        ['Time', [1]],
        ['n', [2]],
      ],
    ])
    expect(frames.map(frame => frame.fields[1]?.labels)).toEqual([{ pod: 'x' }, { pod: 'y' }])
  })

  it('or the name of the frame, and keeps the column where that is asked for', () => {
    const naming = { asLabels: false, withNames: true }
    const { frames } = after([rows], 'partitionByValues', { fields: ['pod'], keepFields: true, naming })
    expect(frames.map(({ name }) => name)).toEqual(['pod=x', 'pod=y'])
    expect(frames[0]?.fields.map(({ name }) => name)).toEqual(['Time', 'pod', 'n'])
    expect(after([rows], 'partitionByValues', { fields: ['nobody'] }).frames).toEqual([rows])
  })
})

describe('rowsToFields', () => {
  it('makes a field of each row, set up by the other columns', () => {
    const limits = table('A', { name: ['cpu', 'mem'], value: [1, 2], max: [10, null], team: ['T', 'U'] })
    const [frame] = after([limits], 'rowsToFields').frames
    expect(columnsOf(frame)).toEqual([
      ['cpu', [1]],
      ['mem', [2]],
    ])
    expect(frame?.fields.map(({ config }) => config)).toEqual([{ max: 10 }, {}])
    expect(frame?.fields.map(({ labels }) => labels)).toEqual([{ team: 'T' }, { team: 'U' }])
  })

  it('takes the columns that it is told', () => {
    const mappings = [
      { fieldName: 'b', handlerKey: 'field.name' },
      { fieldName: 'y', handlerKey: 'field.value' },
      { fieldName: 'a', handlerKey: '__ignore' },
      { fieldName: 'x', handlerKey: 'threshold1', handlerArguments: { threshold: { color: 'blue' } } },
    ]
    const [frame] = after([table('A', { a: ['1'], b: ['2'], x: [3], y: [4] })], 'rowsToFields', {
      mappings,
    }).frames
    expect(columnsOf(frame)).toEqual([['2', [4]]])
    expect(frame?.fields[0]).toMatchObject({
      labels: {},
      config: { thresholds: { mode: 'absolute', steps: [{ value: 3, color: 'blue' }] } },
    })
  })

  it('leaves frames without names or numbers', () => {
    const texts = table('A', { a: ['x'] })
    expect(after([texts], 'rowsToFields').frames).toEqual([texts])
  })
})

describe('configFromData', () => {
  const data = series({ job: 'a' }, [1, 2])
  const limits = table('limits', {
    Max: [5, 9],
    unit: ['s', 'bytes'],
    state: ['1', '2'],
    words: ['up', 'down'],
  })

  it('sets fields up from what another query answered', () => {
    const mappings = [
      { fieldName: 'Max', reducerId: 'max', handlerKey: 'max' },
      { fieldName: 'state', handlerKey: 'mappings.value' },
      { fieldName: 'words', handlerKey: 'mappings.text' },
    ]
    const { frames } = after([data, limits], 'configFromData', { configRefId: 'limits', mappings })
    expect(frames).toHaveLength(1)
    expect(frames[0]?.fields[0]?.config).toBeUndefined()
    expect(frames[0]?.fields[1]?.config).toEqual({
      max: 9,
      unit: 'bytes',
      mappings: [{ type: 'value', options: { 1: { index: 0, text: 'up' }, 2: { index: 1, text: 'down' } } }],
    })
  })

  it('sets up only the fields that are meant; without the query nothing', () => {
    const applyTo = { id: 'byType', options: 'time' }
    const { frames } = after([data, limits], 'configFromData', { configRefId: 'limits', applyTo })
    expect(frames[0]?.fields.map(({ config }) => config?.max)).toEqual([9, undefined])
    expect(after([data], 'configFromData', {}).frames).toEqual([data])
  })
})

describe('histogram', () => {
  it('counts values in buckets of a size', () => {
    const frames = [table('A', { a: [0, 1, 9, null], b: [3, 3, 3, NaN] })]
    expect(tables(after(frames, 'histogram', { bucketSize: 3 }))).toEqual([
      { xMin: [0, 3, 9], xMax: [3, 6, 12], a: [2, 0, 1], b: [0, 3, 0] },
    ])
    expect(tables(after(frames, 'histogram', { bucketSize: 3, bucketOffset: 1, combine: true }))).toEqual([
      { xMin: [-2, 1, 7], xMax: [1, 4, 10], count: [1, 4, 1] },
    ])
  })

  it('chooses a size that reads well', () => {
    const spread = [table('A', { a: Array.from({ length: 100 }, (_, i) => i / 10) })]
    const [made] = tables(after(spread, 'histogram'))
    expect(made?.xMin?.slice(0, 3)).toEqual([0, 0.4, 0.8])
    expect(made?.a?.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(100)
    expect(tables(after([table('A', { a: [5, 5] })], 'histogram'))).toEqual([
      { xMin: [5], xMax: [6], a: [2] },
    ])
    expect(after([table('A', { a: ['x'] })], 'histogram').frames).toEqual([])
  })
})

describe('concatenate', () => {
  it('puts frames beside one another', () => {
    const frames = [series({}, [1, 2], { name: 'one' }), series({}, [3], { name: 'two' })]
    expect(columnsOf(after(frames, 'concatenate').frames[0])).toEqual([
      ['one · Time', [1000, 2000]],
      ['one', [1, 2]],
      ['two · Time', [1000, null]],
      ['two', [3, null]],
    ])
    const labelled = after(frames, 'concatenate', { frameNameMode: 'label', frameNameLabel: 'from' })
      .frames[0]
    expect(labelled?.fields.map(({ name, labels }) => [name, labels?.from])).toEqual([
      ['Time', 'one'],
      ['Value', 'one'],
      ['Time', 'two'],
      ['Value', 'two'],
    ])
    const dropped = after(frames, 'concatenate', { frameNameMode: 'drop' }).frames[0]
    expect(dropped?.fields.map(({ name }) => name)).toEqual(['Time', 'Value', 'Time', 'Value'])
  })
})

describe('transpose', () => {
  it('makes rows columns', () => {
    const frame = table('A', { pod: ['x', 'y'], cpu: [1, 2], mem: [3, null] })
    expect(tables(after([frame], 'transpose'))).toEqual([{ Field: ['cpu', 'mem'], x: [1, 3], y: [2, null] }])
    const numbers = table('A', { cpu: [1], mem: [3] })
    expect(tables(after([numbers], 'transpose', { firstFieldName: 'what', restFieldsName: 'n' }))).toEqual([
      { what: ['cpu', 'mem'], n: [1, 3] },
    ])
  })
})

describe('sizes', () => {
  it('are bounded, and said', () => {
    const many = table('A', {
      k: Array.from({ length: 20_000 }, (_, i) => `k${i}`),
      n: new Array(20_000).fill(1),
    })
    const said = (id: string, options: Record<string, unknown> = {}): string[] =>
      problemsOf(after([many], id, options))
    expect(said('rowsToFields')).toEqual([
      'rowsToFields: more than 10000 fields come of it: the rest is left out',
    ])
    expect(said('transpose')).toHaveLength(1)
    expect(said('partitionByValues', { fields: ['k'] })).toEqual([
      'partitionByValues: 20000 frames come of it: only 10000 are shown',
    ])
    expect(said('groupingToMatrix', { columnField: 'k', rowField: 'k', valueField: 'n' })).toEqual([
      'groupingToMatrix: 20000 columns come of it: only 250 are shown',
    ])
  })
})
