import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../columns.ts'
import { after, type Columns, columnsOf, series, table, tables } from '../testing/frames.ts'

describe('merge', () => {
  it('makes one row of those that belong to the same labels', () => {
    const cpu = table('A', { Time: [1, 1], pod: ['x', 'y'], 'Value #A': [1, 2] })
    const memory = table('B', { Time: [1, 1], pod: ['y', 'z'], 'Value #B': [3, NaN] })
    expect(tables(after([cpu, memory], 'merge'))).toEqual([
      { Time: [1, 1, 1], pod: ['x', 'y', 'z'], 'Value #A': [1, 2, null], 'Value #B': [null, 3, NaN] },
    ])
  })

  it('lets rows that contradict one another be rows of their own, and fills all that one fits', () => {
    const pods = table('A', { job: ['a', 'a', 'b'], pod: ['1', '2', '3'] })
    const jobs = table('B', { job: ['a', 'a', 'c'], team: ['T', 'U', 'V'] })
    expect(tables(after([pods, jobs], 'merge'))).toEqual([
      {
        job: ['a', 'a', 'b', 'a', 'c'],
        pod: ['1', '2', '3', null, null],
        team: ['T', 'T', null, 'U', 'V'],
      },
    ])
  })

  it('puts series under one another', () => {
    const frames = [
      series({ job: 'a' }, [1, 2], { legend: 'A' }),
      series({ job: 'b' }, [3, 2], { legend: 'B' }),
    ]
    const { frames: made } = after(frames, 'merge')
    expect(columnsOf(made[0])).toEqual([
      ['Time', [1000, 2000, 1000]],
      ['Value', [1, 2, 3]],
    ])
    expect(made[0]?.fields[1]).not.toHaveProperty('legend')
  })

  it('does nothing where no column is in all frames, or with one frame', () => {
    const frames = [table('A', { a: [1] }), table('B', { b: [1] })]
    expect(after(frames, 'merge').frames).toBe(frames)
    expect(after([frames[0]!], 'merge').frames).toEqual([frames[0]])
    expect(after([], 'merge').frames).toEqual([])
  })

  it('gives the same with many rows of one key as it gives with few', () => {
    const cell = fc.constantFrom<Value>(null, 1, 2, 3)
    const frame = (names: string[]): fc.Arbitrary<Columns> =>
      fc
        .integer({ min: 0, max: 25 })
        .chain(length =>
          fc.record(
            Object.fromEntries([
              ['k', fc.array(fc.constantFrom('x', 'y'), { minLength: length, maxLength: length })],
              ...names.map(name => [name, fc.array(cell, { minLength: length, maxLength: length })]),
            ]),
          ),
        )
    const frames = fc.tuple(frame(['a', 'b']), frame(['b', 'c']), frame(['c', 'd']))
    fc.assert(
      fc.property(frames, all => {
        const [made] = after(
          all.map((columns, i) => table(`${i}`, columns)),
          'merge',
        ).frames
        const rows = rowsOf(Object.fromEntries(columnsOf(made)))
        expect(rows).toEqual(slowly(all.map(rowsOf)))
      }),
      { numRuns: 300 },
    )
  })
})

type Row = Record<string, Value>

function rowsOf(columns: Columns): Row[] {
  const length = Object.values(columns)[0]?.length ?? 0
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])),
  )
}

/** As the words say it: every row with every row. */
function slowly(frames: Row[][]): Row[] {
  const made: Row[] = []
  for (const rows of frames) {
    for (const row of rows) {
      const fitting = made.filter(
        other =>
          other.k === row.k &&
          Object.keys(row).every(name => (other[name] ?? null) === null || other[name] === row[name]),
      )
      for (const other of fitting) Object.assign(other, row)
      if (fitting.length === 0) made.push({ a: null, b: null, c: null, d: null, ...row })
    }
  }
  return made
}
