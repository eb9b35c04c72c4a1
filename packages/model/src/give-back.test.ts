import { describe, expect, it } from 'vitest'
import { giveBack } from './give-back.ts'

describe("a body's memory", () => {
  it('goes back when the body is large', () => {
    const body = new Uint8Array(1024 * 1024).subarray(10, 1000)
    giveBack(body)
    expect([body.length, body.buffer.byteLength]).toEqual([0, 0])
  })

  it('stays where it may be shared', () => {
    const body = Buffer.from('small')
    giveBack(body)
    expect(body.toString()).toBe('small')
  })
})
