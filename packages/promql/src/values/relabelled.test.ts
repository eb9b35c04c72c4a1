import { labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { labelsText, relabelled } from './relabelled.ts'

describe('the text of a label set', () => {
  it('is another for another set, whatever stands in names and values', () => {
    const sets = [
      { a: 'xÿbÿy' },
      { a: 'x', b: 'y' },
      { a: '1:b1:y' },
      { a: 'x1:b1:y' },
      { a: '', b: 'y' },
      { aÿx: 'y' },
      { a: '\u0000' },
    ].map(labels => labelsOf(labels as Record<string, string>))
    expect(new Set(sets.map(labelsText)).size).toBe(sets.length)
    expect(relabelled(sets).target).toBeUndefined()
  })

  it('is the same for the same set', () => {
    expect(labelsText(labelsOf({ a: '1', b: '2' }))).toBe(labelsText(labelsOf({ b: '2', a: '1' })))
  })
})
