import { describe, expect, it } from 'vitest'
import { startMarks } from './process-starts.ts'

const RANGE = { fromMs: 1_000_000, toMs: 5_000_000 }
const process = (instance: string, ...starts: readonly number[]) => ({
  metric: { instance },
  values: starts.map((start, i) => [1_000 + i, String(start)] as const),
})

describe('starts of processes', () => {
  it('are marked once, however often they were told', () => {
    expect(startMarks([process('a:1', 900, 900, 2_000.5, 2_000.5)], RANGE)).toEqual([
      { key: 'start 2000500', kind: 'deployment', atMs: 2_000_500, label: 'a:1 started' },
    ])
  })

  it('are one mark where they came together', () => {
    const rows = [process('a:1', 2_000, 3_000), process('b:1', 2_010)]
    expect(startMarks(rows, RANGE).map(({ atMs, label }) => [atMs, label])).toEqual([
      [2_000_000, '2 processes started'],
      [3_000_000, 'a:1 started'],
    ])
  })

  it('are the latest fifty of a process that never stays up', () => {
    const rows = [process('a:1', ...Array.from({ length: 60 }, (_, i) => 1_010 + i * 61))]
    const marks = startMarks(rows, RANGE)
    expect(marks).toHaveLength(50)
    expect(marks.at(-1)!.atMs).toBe((1_010 + 59 * 61) * 1000)
  })
})
