import { describe, expect, it } from 'vitest'
import { gradientStops } from './gradient.ts'

/** An axis from 0 to 10. */
const shareOf = (value: number): number => 1 - value / 10

describe('gradientStops', () => {
  it('fades away', () => {
    expect(gradientStops({ kind: 'opacity' }, '#ff0000', 0.5, 'dark', shareOf)).toEqual([
      { at: 0, colour: 'rgba(255, 0, 0, 0.5)' },
      { at: 1, colour: 'rgba(255, 0, 0, 0)' },
    ])
  })

  it('turns to neighbours of the colour', () => {
    const [above, below] = gradientStops({ kind: 'hue' }, '#ff0000', 1, 'dark', shareOf)
    expect(above!.colour).toBe('rgba(255, 102, 51, 1)')
    expect(below!.colour).toBe('rgba(204, 0, 51, 1)')
  })

  it('goes by value, evenly or in steps', () => {
    const stops = [
      { at: Number.NEGATIVE_INFINITY, colour: '#000000' },
      { at: 5, colour: '#ffffff' },
    ]
    const of = (isStepped: boolean) =>
      gradientStops({ kind: 'scheme', stops, isStepped }, '#ff0000', 1, 'dark', shareOf)
    expect(of(false)).toEqual([
      { at: 0.5, colour: 'rgba(255, 255, 255, 1)' },
      { at: 1, colour: 'rgba(0, 0, 0, 1)' },
    ])
    expect(of(true)).toEqual([
      { at: 0, colour: 'rgba(255, 255, 255, 1)' },
      { at: 0.5, colour: 'rgba(255, 255, 255, 1)' },
      { at: 0.5, colour: 'rgba(0, 0, 0, 1)' },
      { at: 1, colour: 'rgba(0, 0, 0, 1)' },
    ])
  })

  it('has no stop beyond the plot, and leaves colours that it cannot read', () => {
    const far = [
      { at: -100, colour: '#000000' },
      { at: 100, colour: '#ffffff' },
    ]
    expect(
      gradientStops({ kind: 'scheme', stops: far, isStepped: false }, '#f00', 1, 'light', shareOf).map(
        ({ at }) => at,
      ),
    ).toEqual([0, 1])
    expect(gradientStops({ kind: 'hue' }, 'tomato', 1, 'light', shareOf)[0]!.colour).toBe('tomato')
  })
})
