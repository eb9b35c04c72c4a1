import type { FieldConfig } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { PALETTE } from '../../../chart/palette.ts'
import { dataWith, numbers, panelOf, times } from '../testing/fields.ts'
import { withPalette } from './palette-values.ts'
import { reducedValues } from './reduced-values.ts'

const coloursOf = (config: FieldConfig, mapping: FieldConfig = {}): (string | undefined)[] => {
  const data = dataWith([times(0), numbers('a', [1], { ...config, ...mapping }), numbers('b', [2], config)])
  return withPalette(reducedValues(panelOf('stat', {}), data), 'dark').map(({ shown }) => shown.colour)
}

describe('the palette of values', () => {
  const palette = PALETTE.map(({ dark }) => dark)

  it('colours each by its series where the panel leaves it to the palette', () => {
    const [a, b] = coloursOf({ color: { mode: 'palette-classic' } })
    expect(palette).toContain(a)
    expect(palette).toContain(b)
    expect(a).not.toBe(b)
  })

  it('tells series of one name apart', () => {
    const data = dataWith(
      [times(0), { ...numbers('a', [1], { color: { mode: 'palette-classic' } }), labels: { pod: '1' } }],
      [times(0), { ...numbers('a', [2], { color: { mode: 'palette-classic' } }), labels: { pod: '2' } }],
    )
    const named = data.frames.map(frame => ({
      ...frame,
      fields: frame.fields.map(each => ({ ...each, name: 'a' })),
    }))
    const values = reducedValues(panelOf('stat', {}), { ...data, frames: named })
    const [one, other] = withPalette(values, 'dark').map(({ shown }) => shown.colour)
    expect(one).not.toBe(other)
  })

  it('leaves alone what has a colour or none', () => {
    const [a, b] = coloursOf({ color: { mode: 'fixed', fixedColor: '#123456' } })
    expect([a, b]).toEqual(['#123456', '#123456'])
    const mapped: FieldConfig = {
      mappings: [{ type: 'value', options: { 1: { text: 'one', color: '#654321' } } }],
    }
    expect(coloursOf({ color: { mode: 'palette-classic' } }, mapped)[0]).toBe('#654321')
  })
})
