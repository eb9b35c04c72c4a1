import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SnappyDecoder } from './snappy.ts'
import { SnappyEncoder } from './snappy-encode.ts'

const encoder = new SnappyEncoder()
const decoder = new SnappyDecoder()

function roundTrip(bytes: Uint8Array): Uint8Array {
  return decoder.decode(encoder.encode(bytes), 1_000_000)
}

describe('SnappyEncoder', () => {
  it('is read back by the decoder, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
        expect(roundTrip(bytes)).toEqual(bytes)
      }),
    )
  })

  it('is read back for bytes that repeat, near and far, and at the edges of blocks', () => {
    const piece = fc.record({
      word: fc.uint8Array({ minLength: 1, maxLength: 80 }),
      times: fc.integer({ min: 1, max: 900 }),
    })
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), pieces => {
        const bytes = Buffer.concat(
          pieces.flatMap(({ word, times }) => Array.from({ length: times }, () => word)),
        )
        expect(Buffer.compare(roundTrip(bytes), bytes)).toBe(0)
      }),
      { numRuns: 60 },
    )
    for (const length of [0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 65_552, 131_072]) {
      const bytes = Buffer.alloc(length, 'abcdefg')
      expect(Buffer.compare(roundTrip(bytes), bytes)).toBe(0)
      const noise = Uint8Array.from({ length }, (_, i) => Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 24)
      expect(Buffer.compare(roundTrip(noise), noise)).toBe(0)
    }
  })

  it('makes label sets much smaller', () => {
    const lines = Array.from(
      { length: 500 },
      (_, i) => `http_requests_total{instance="10.0.0.${i}:9100",job="web",code="200"}`,
    )
    const bytes = Buffer.from(lines.join('\n'))
    expect(encoder.encode(bytes).length).toBeLessThan(bytes.length / 4)
  })

  it('works on a view into a larger buffer', () => {
    const bytes = Buffer.from('xxxx-abcabcabcabcabcabcabcabcabcabcabcabc-xxxx').subarray(5, 41)
    expect(Buffer.from(roundTrip(bytes)).toString()).toBe('abc'.repeat(12))
  })
})
