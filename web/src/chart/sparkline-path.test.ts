import { describe, expect, it } from 'vitest'
import { sparkPaths } from './sparkline-path.ts'

describe('sparkPaths', () => {
  it('reaches from edge to edge', () => {
    const { line, end } = sparkPaths([0, 1], 100, 20)
    expect(line).toBe('M1.5 18.5L98.5 1.5')
    expect(end).toEqual({ x: 98.5, y: 1.5 })
  })

  it('leaves gaps, draws a point as a dot, a constant through the middle and nothing at all along the ground', () => {
    expect(sparkPaths([1, 1, null, 1], 100, 20).line).toBe('M1.5 10L33.8 10M98.5 10h0.01')
    expect(sparkPaths([5], 100, 20).line).toBe('M50 10h0.01')
    expect(sparkPaths([0, 0], 100, 20).line).toBe('M1.5 18.5L98.5 18.5')
    expect(sparkPaths([NaN, null], 100, 20)).toEqual({ line: '', area: '', end: undefined })
  })

  it('draws the largest and the smallest numbers there are', () => {
    const most = Number.MAX_VALUE
    expect(sparkPaths([-most, most], 100, 20).line).toBe('M1.5 18.5L98.5 1.5')
    expect(sparkPaths([0, 5e-324], 100, 20).line).toBe('M1.5 18.5L98.5 1.5')
  })

  it('stays inside when a range is given', () => {
    expect(sparkPaths([-5, 500], 100, 20, { min: 0, max: 100 }).line).toBe('M1.5 18.5L98.5 1.5')
  })
})
