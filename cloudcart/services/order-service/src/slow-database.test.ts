import { describe, expect, it } from 'vitest'
import { slowDatabaseMs } from './slow-database.ts'

describe('a slow database', () => {
  it('waits by its grade, mostly a little', () => {
    expect(slowDatabaseMs(0, () => 1)).toBe(0)
    expect(slowDatabaseMs(1, () => 1)).toBe(2_500)
    expect(slowDatabaseMs(0.1, () => 1)).toBe(250)
    expect(slowDatabaseMs(1, () => 0.5)).toBe(312.5)
  })
})
