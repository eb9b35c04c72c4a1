import { describe, expect, it } from 'vitest'
import { countWords } from './count-words.ts'

describe('countWords', () => {
  it('says what is counted, as the label of the filter calls it', () => {
    expect(countWords({ shown: 14, all: 14 }, 'Filter targets')).toBe('14 targets')
    expect(countWords({ shown: 3, all: 1400 }, 'Filter rows')).toBe('3 of 1,400 rows')
    expect(countWords({ shown: 229, all: 229 }, 'Find a metric')).toBe('229 metrics')
    expect(countWords({ shown: 1, all: 1 }, 'Filter services')).toBe('1 service')
  })
})
