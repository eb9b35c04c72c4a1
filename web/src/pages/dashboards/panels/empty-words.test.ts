import { describe, expect, it } from 'vitest'
import { dataWith, numbers, panelOf, times } from '../testing/fields.ts'
import { emptyWords } from './empty-words.ts'

const nothing = dataWith([times(), numbers('a', [])])

describe('emptyWords', () => {
  it('go by the kind of question', () => {
    const asking = (...targets: object[]) => ({
      ...panelOf('stat'),
      targets: targets.map((target, i) => ({ refId: String(i), expr: 'up', ...target })),
    })
    expect(emptyWords(asking({ instant: true }), nothing)).toBe('No samples at the end of this time range')
    expect(emptyWords(asking({ instant: true }, { hide: true }), nothing)).toBe(
      'No samples at the end of this time range',
    )
    expect(emptyWords(asking({ instant: true, range: true }), nothing)).toBe('No samples in this time range')
    expect(emptyWords(asking({ instant: true }, {}), nothing)).toBe('No samples in this time range')
    expect(emptyWords(panelOf('stat'), nothing)).toBe('No samples in this time range')
  })

  it('tell of values that cannot be drawn', () => {
    const infinite = dataWith([times(0, 1), numbers('a', [Number.POSITIVE_INFINITY, Number.NaN])])
    expect(emptyWords(panelOf('barchart'), infinite)).toBe('No finite values')
    const missing = dataWith([times(0, 1), numbers('a', [null, null])])
    expect(emptyWords(panelOf('barchart'), missing)).toBe('No samples in this time range')
  })

  it('are those of the panel where it has some', () => {
    expect(emptyWords(panelOf('stat', {}, { noValue: 'calm' }), nothing)).toBe('calm')
  })
})
