import { describe, expect, it } from 'vitest'
import { joinCrosshair } from './crosshair.ts'

describe('a shared crosshair', () => {
  it('tells the others of its key, and nobody who left', () => {
    const heard: string[] = []
    const one = joinCrosshair('page', atMs => heard.push(`one ${atMs}`))
    const two = joinCrosshair('page', atMs => heard.push(`two ${atMs}`))
    joinCrosshair('elsewhere', atMs => heard.push(`elsewhere ${atMs}`))
    one.move(5)
    two.move(null)
    expect(heard).toEqual(['two 5', 'one null'])
    two.leave()
    one.move(6)
    expect(heard).toHaveLength(2)
  })
})
