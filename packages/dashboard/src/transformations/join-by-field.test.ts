import { describe, expect, it } from 'vitest'
import { configuredFields } from '../field-config.ts'
import { after, columnsOf, problemsOf, series, table, tables } from '../testing/frames.ts'

describe('joinByField', () => {
  it('puts series over time beside one another, at all moments that any has', () => {
    const joined = after(
      [
        series({ job: 'a' }, [1, 2], { legend: 'A', times: [1, 3] }),
        series({ job: 'b' }, [5, NaN, 7], { legend: 'B', times: [2, 3, 4] }),
      ],
      'joinByField',
    ).frames
    expect(columnsOf(joined[0])).toEqual([
      ['Time', [1, 2, 3, 4]],
      ['Value', [1, null, 2, null]],
      ['Value', [null, 5, NaN, 7]],
    ])
    expect(configuredFields(joined, { defaults: {}, overrides: [] }).map(({ name }) => name)).toEqual([
      'Time',
      'A',
      'B',
    ])
  })

  it('keeps the columns as they are where all have the same moments', () => {
    const frames = [series({ job: 'a' }, [1, 2]), series({ job: 'b' }, [3, null])]
    expect(columnsOf(after(frames, 'seriesToColumns', { byField: 'Time' }).frames[0])).toEqual([
      ['Time', [1000, 2000]],
      ['Value', [1, 2]],
      ['Value', [3, null]],
    ])
  })

  const cpu = table('A', { Time: [1, 1], pod: ['x', 'y'], 'Value #A': [1, 2] })
  const memory = table('B', { Time: [1, 1, 1], pod: ['y', 'z', 'y'], 'Value #B': [10, 20, 30] })

  it('joins tables by a label; columns of the same name are numbered, as organize knows them', () => {
    const { frames } = after([cpu, memory], 'joinByField', { byField: 'pod' })
    expect(columnsOf(frames[0])).toEqual([
      ['pod', ['x', 'y', 'z']],
      ['Time', [1, 1, null]],
      ['Value #A', [1, 2, null]],
      ['Time', [null, 1, 1]],
      // Of two rows with the same key the last counts.
      ['Value #B', [null, 30, 20]],
    ])
    const excludeByName = { 'Time 1': true, 'Time 2': true }
    expect(tables(after(frames, 'organize', { excludeByName }))[0]).toEqual({
      pod: ['x', 'y', 'z'],
      'Value #A': [1, 2, null],
      'Value #B': [null, 30, 20],
    })
  })

  it('as an inner join has every pair of rows that belong together', () => {
    const { frames } = after([cpu, memory], 'joinByField', { byField: 'pod', mode: 'inner' })
    expect(tables({ frames, problems: [] })[0]).toMatchObject({
      pod: ['y', 'y'],
      'Value #A': [2, 2],
      'Value #B': [10, 30],
    })
  })

  it('as an outer join of tables keeps all rows', () => {
    const { frames } = after([cpu, memory], 'joinByField', { byField: 'pod', mode: 'outerTabular' })
    expect(tables({ frames, problems: [] })[0]).toMatchObject({
      pod: ['x', 'y', 'y', 'z'],
      'Value #A': [1, 2, 2, null],
      'Value #B': [null, 10, 30, 20],
    })
  })

  it('leaves out frames without the field, and does nothing where none has it', () => {
    const other = table('C', { node: ['n'] })
    expect(after([cpu, other, memory], 'joinByField', { byField: 'pod' }).frames).toHaveLength(1)
    const frames = [cpu, memory]
    expect(after(frames, 'joinByField', { byField: 'nobody' }).frames).toBe(frames)
    expect(after([cpu], 'joinByField', { byField: 'pod' }).frames).toEqual([cpu])
  })

  it('says where it stops', () => {
    const many = table('A', { k: new Array(3000).fill('x'), a: new Array(3000).fill(1) })
    const made = after([many, many], 'joinByField', { byField: 'k', mode: 'inner' })
    expect(made.frames[0]!.length).toBe(1_000_000)
    expect(problemsOf(made)).toEqual(['joinByField: more than 1000000 rows come of it: the rest is left out'])
  })
})
