import { describe, expect, it } from 'vitest'
import { leastWidth } from './table-width.ts'

describe('the least width of a table', () => {
  it('has room for what columns say, and for those that say nothing', () => {
    expect(leastWidth([{ width: 80 }, {}, {}])).toBe(80 + 2 * 112)
    expect(leastWidth([])).toBe(0)
  })

  it('leaves room for the others beside columns that take a share of it', () => {
    const width = leastWidth([{}, { width: '30%' }, { width: '24%' }, { width: 190 }])
    expect(width * 0.46 - 190).toBeGreaterThanOrEqual(112)
    expect(leastWidth([{ width: '60%' }, { width: '40%' }, { width: 20 }])).toBe(2 * 112 + 20)
  })
})
