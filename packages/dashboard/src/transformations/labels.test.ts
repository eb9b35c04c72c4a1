import { describe, expect, it } from 'vitest'
import { after, columnsOf, problemsOf, series, table, tables } from '../testing/frames.ts'

const frames = [
  series({ __name__: 'up', job: 'a', pod: '1' }, [1, 2]),
  series({ __name__: 'up', job: 'b' }, [3, null]),
]

describe('labelsToFields', () => {
  it('has a column for each label', () => {
    expect(tables(after(frames, 'labelsToFields'))).toEqual([
      { Time: [1000, 2000], Value: [1, 2], __name__: ['up', 'up'], job: ['a', 'a'], pod: ['1', '1'] },
      { Time: [1000, 2000], Value: [3, null], __name__: ['up', 'up'], job: ['b', 'b'] },
    ])
  })

  it('keeps some labels, and lets one name the value', () => {
    expect(
      tables(after(frames, 'labelsToFields', { keepLabels: ['job', 'pod'], valueLabel: 'job' })),
    ).toEqual([
      { Time: [1000, 2000], a: [1, 2], pod: ['1', '1'] },
      { Time: [1000, 2000], b: [3, null] },
    ])
  })

  it('lists the labels of each series', () => {
    const made = after(frames, 'labelsToFields', { mode: 'rows', keepLabels: ['job', 'pod'] })
    expect(tables(made)).toEqual([
      { label: ['job', 'pod'], value: ['a', '1'] },
      { label: ['job', 'pod'], value: ['b', null] },
    ])
    expect(made.frames[0]?.name).toBe('{__name__="up", job="a", pod="1"}')
  })

  it('is one table with merge behind it', () => {
    const labelled = after(frames, 'labelsToFields', { keepLabels: ['job'] })
    expect(tables(after(labelled.frames, 'merge'))).toEqual([
      { Time: [1000, 2000, 1000, 2000], Value: [1, 2, 3, null], job: ['a', 'a', 'b', 'b'] },
    ])
  })
})

describe('joinByLabels', () => {
  it('has a column for each value of one label, a row for each combination of the others', () => {
    const all = [
      series({ metric: 'cpu', pod: '1' }, [1]),
      series({ metric: 'mem', pod: '1' }, [2]),
      series({ metric: 'cpu', pod: '2' }, [3, 4]),
    ]
    expect(tables(after(all, 'joinByLabels', { value: 'metric' }))).toEqual([
      { pod: ['1', '2', '2'], cpu: [1, 3, 4], mem: [2, null, null] },
    ])
  })

  it('says what is missing', () => {
    expect(problemsOf(after(frames, 'joinByLabels', { value: 'x' }))).toEqual([
      'joinByLabels: no series has the label x',
    ])
    expect(problemsOf(after(frames, 'joinByLabels'))).toEqual([
      'joinByLabels: no label is chosen whose values become columns',
    ])
  })
})

describe('seriesToRows', () => {
  it('has the newest first', () => {
    const two = [series({}, [1, 2], { legend: 'A' }), series({}, [3], { legend: 'B', times: [1500] })]
    expect(tables(after(two, 'seriesToRows'))).toEqual([
      { Time: [2000, 1500, 1000], Metric: ['A', 'B', 'A'], Value: [2, 3, 1] },
    ])
    const others = [table('A', { n: [1] }), table('B', { n: [1] })]
    expect(tables(after(others, 'seriesToRows'))).toEqual([{ n: [1] }, { n: [1] }])
  })
})

describe('timeSeriesTable', () => {
  it('has a row for each series, with the line behind its value', () => {
    const { frames: made } = after(
      [...frames, series({ job: 'c' }, [9], { refId: 'B' })],
      'timeSeriesTable',
      {
        A: { stat: 'max' },
      },
    )
    expect(made.map(columnsOf)).toEqual([
      [
        ['__name__', ['up', 'up']],
        ['job', ['a', 'b']],
        ['pod', ['1', null]],
        ['Trend #A', [2, 3]],
      ],
      [
        ['job', ['c']],
        ['Trend #B', [9]],
      ],
    ])
    expect(made[0]?.fields[3]).toMatchObject({
      trends: [{ values: Float64Array.of(1, 2) }, { values: Float64Array.of(3, NaN) }],
    })
    // Rows that move take their lines along.
    const [sorted] = after(made, 'sortBy', { sort: [{ field: 'Trend #A', desc: true }] }).frames
    expect(sorted?.fields[3]).toMatchObject({ trends: [{ values: Float64Array.of(3, NaN) }, {}] })
  })
})

describe('prepareTimeSeries', () => {
  const wide = after(frames, 'prepareTimeSeries', { format: 'wide' }).frames

  it('puts all beside one time', () => {
    expect(columnsOf(wide[0])).toEqual([
      ['Time', [1000, 2000]],
      ['Value', [1, 2]],
      ['Value', [3, null]],
    ])
  })

  it('puts all under one another', () => {
    expect(tables(after(wide, 'prepareTimeSeries', { format: 'long' }))).toEqual([
      {
        Time: [1000, 1000, 2000, 2000],
        Value: [1, 3, 2, null],
        __name__: ['up', 'up', 'up', 'up'],
        job: ['a', 'b', 'a', 'b'],
        pod: ['1', null, '1', null],
      },
    ])
  })

  it('gives each a frame of its own, with its labels', () => {
    const long = table('A', { Time: [2, 1, 1], job: ['a', 'a', 'b'], n: [2, 1, 3] })
    const { frames: made } = after([long], 'prepareTimeSeries', { format: 'multi' })
    expect(made.map(columnsOf)).toEqual([
      [
        ['Time', [1, 2]],
        ['n', [1, 2]],
      ],
      [
        ['Time', [1]],
        ['n', [3]],
      ],
    ])
    expect(made.map(frame => frame.fields[1]?.labels)).toEqual([{ job: 'a' }, { job: 'b' }])
  })
})
