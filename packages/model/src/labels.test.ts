import { describe, expect, it } from 'vitest'
import { labelsFrom, recordOf } from './labels.ts'

describe('labels as a record', () => {
  it('keep names that mean something to JavaScript', () => {
    const labels = labelsFrom([
      ['__name__', 'constructor'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ])
    const record = recordOf(labels)
    expect(JSON.parse(JSON.stringify(record))).toEqual(
      JSON.parse('{"__name__":"constructor","__proto__":"x","constructor":"y","toString":"z"}'),
    )
    expect(Object.keys(record)).toContain('__proto__')
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype)
  })
})
