import { describe, expect, it } from 'vitest'
import { pieForm } from './pie-form.ts'

describe('pieForm', () => {
  it('has everything where there is room, and where nothing is known yet', () => {
    const all = { legend: 'right', hasLabels: true, hasBoth: true }
    expect(pieForm({ width: 400, height: 200 }, 'right')).toEqual(all)
    expect(pieForm({ width: 0, height: 0 }, 'right')).toEqual(all)
  })

  it('puts the legend where it fits', () => {
    expect(pieForm({ width: 110, height: 200 }, 'right').legend).toBe('bottom')
    expect(pieForm({ width: 300, height: 60 }, 'bottom').legend).toBe('right')
  })

  it('is a pie and nothing else in a small cell', () => {
    expect(pieForm({ width: 80, height: 30 }, 'right')).toEqual({
      legend: 'none',
      hasLabels: false,
      hasBoth: false,
    })
    expect(pieForm({ width: 400, height: 200 }, 'none').legend).toBe('none')
  })
})
