import { describe, expect, it } from 'vitest'
import { heatColour, heatShare } from './heat-ramp.ts'

describe('a heatmap', () => {
  it('gets steadily lighter on dark and darker on light', () => {
    const lightness = (share: number, theme: 'dark' | 'light'): number => {
      const [r, g, b] = /(\d+) (\d+) (\d+)/.exec(heatColour(share, theme))!.slice(1).map(Number)
      return r! * 0.2126 + g! * 0.7152 + b! * 0.0722
    }
    for (let share = 0.05; share <= 1; share += 0.05) {
      expect(lightness(share, 'dark')).toBeGreaterThan(lightness(share - 0.05, 'dark'))
      expect(lightness(share, 'light')).toBeLessThan(lightness(share - 0.05, 'light'))
    }
    expect(heatColour(NaN, 'dark')).toMatch(/rgb/)
  })

  it('shows small counts', () => {
    expect(heatShare(1, 100)).toBeCloseTo(0.1)
    expect(heatShare(1, 100, 'linear')).toBe(0.01)
    expect(heatShare(1, 100, 'log')).toBe(0.5)
    expect([heatShare(0, 100), heatShare(5, 0), heatShare(NaN, 5)]).toEqual([0, 0, 0])
  })
})
