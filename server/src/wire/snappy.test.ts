import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SnappyDecoder } from './snappy.ts'
import { WireError } from './wire-error.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const text = (decoded: Uint8Array) => Buffer.from(decoded).toString()

describe('snappy', () => {
  const decoder = new SnappyDecoder()

  it('reads literals, and copies of each kind, runs included', () => {
    const literal = Buffer.from('abcd')
    expect(text(decoder.decode(bytes(4, 3 << 2, ...literal), 100))).toBe('abcd')
    // Copy with a one-byte offset: length 4, distance 4.
    expect(text(decoder.decode(bytes(8, 3 << 2, ...literal, 0x01, 4), 100))).toBe('abcdabcd')
    // Copy with a two-byte offset, overlapping: 7 bytes from one back.
    expect(text(decoder.decode(bytes(11, 3 << 2, ...literal, (6 << 2) | 2, 1, 0), 100))).toBe('abcdddddddd')
    // Copy with a four-byte offset.
    expect(text(decoder.decode(bytes(9, 3 << 2, ...literal, (4 << 2) | 3, 4, 0, 0, 0), 100))).toBe(
      'abcdabcda',
    )
  })

  it('reads literals whose length stands in bytes of its own', () => {
    const long = Buffer.alloc(300, 'x')
    expect(text(decoder.decode(Buffer.concat([bytes(0xac, 0x02, 61 << 2, 43, 1), long]), 1000))).toBe(
      long.toString(),
    )
  })

  it.each([
    ['nothing', bytes(), 'snappy: the body does not begin with its length'],
    ['a body cut off in a literal', bytes(4, 3 << 2, 97), 'snappy: the body is cut off'],
    ['a body that ends early', bytes(4, 0, 97), 'snappy: the body is cut off'],
    [
      'a copy from before the beginning',
      bytes(8, 0, 97, 0x01, 4),
      'snappy: a copy reaches back before the beginning',
    ],
    ['more than it claims', bytes(1, 3 << 2, 97, 98, 99, 100), 'snappy: the body is longer than it claims'],
    [
      'a claim of gigabytes',
      bytes(0xff, 0xff, 0xff, 0xff, 0x0f),
      'snappy: the body claims 4294967295 bytes, more than the limit of 100',
    ],
  ])('refuses %s', (_, body, words) => {
    expect(() => decoder.decode(body, 100)).toThrow(new WireError('malformed', words).message)
  })

  it('neither crashes nor reads what was not sent on random bytes', () => {
    const limit = 1 << 16
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), body => {
        try {
          expect(decoder.decode(body, limit).length).toBeLessThanOrEqual(limit)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
