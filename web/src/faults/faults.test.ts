import { describe, expect, it } from 'vitest'
import { faultMarks, faultsIn } from './faults.ts'

const grid = { fromMs: 0, toMs: 60_000, stepMs: 15_000 }

describe('faults', () => {
  it('are told with their latest grade, since when, and whether they are over', () => {
    const faults = faultsIn(
      [
        {
          metric: { fault: 'slow-database', target: 'order-service' },
          values: [
            [0, '0.5'],
            [45, '0.5'],
            [60, '1'],
          ],
        },
      ],
      grid,
    )
    expect(faults).toEqual([
      {
        fault: 'slow-database',
        target: 'order-service',
        grade: 1,
        sinceMs: 45_000,
        isOlder: false,
        untilMs: undefined,
      },
      {
        fault: 'slow-database',
        target: 'order-service',
        grade: 0.5,
        sinceMs: 0,
        isOlder: true,
        untilMs: 0,
      },
    ])
    expect(faultMarks(faults, 61_000)[0]).toEqual({
      key: 'slow-database 45000',
      kind: 'fault',
      atMs: 45_000,
      toMs: 61_000,
      label: 'slow-database at 100 % in order-service',
    })
  })

  it('are none where nothing is broken', () => {
    expect(faultsIn([], grid)).toEqual([])
  })
})
