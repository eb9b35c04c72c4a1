import type { FieldConfig } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { dataWith, numbers, times } from '../testing/fields.ts'
import { gradientOf } from './gradient-of.ts'

const of = (config: FieldConfig) => {
  const data = dataWith([times(0, 1), numbers('a', [0, 10], config)])
  return gradientOf(data.frames[0]!.fields[1]!, 'dark')
}

describe('the gradient of a field', () => {
  it('is none unless its panel asks for one', () => {
    expect(of({})).toBeUndefined()
    expect(of({ custom: { gradientMode: 'none' } })).toBeUndefined()
    expect(of({ custom: { gradientMode: 'hue' } })).toEqual({ kind: 'hue' })
  })

  it('has the colours of thresholds up to the next, and those of a scale between its ends', () => {
    const steps = [
      { value: null, color: '#000001' },
      { value: 5, color: '#000002' },
    ]
    expect(
      of({
        custom: { gradientMode: 'scheme' },
        color: { mode: 'thresholds' },
        thresholds: { mode: 'absolute', steps },
      }),
    ).toMatchObject({ isStepped: true, stops: [{ colour: '#000001' }, { at: 5, colour: '#000002' }] })
    expect(of({ custom: { gradientMode: 'scheme' }, color: { mode: 'continuous-GrYlRd' } })).toMatchObject({
      isStepped: false,
      stops: [{ at: 0 }, { at: 5 }, { at: 10 }],
    })
  })
})
