import { labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { labelHash, xxHash64 } from './label-hash.ts'

describe('xxHash64', () => {
  // From the reference implementation, seed 0.
  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 0x64f23ecf1609b766n],
  ])('of %j', (text, hash) => expect(xxHash64(new TextEncoder().encode(text))).toBe(hash))
})

describe('a label hash', () => {
  it('is one of lengths and texts', () => {
    const flat = (text: string) => new TextEncoder().encode(text)
    expect(labelHash([])).toBe(xxHash64(new Uint8Array(0)))
    expect(labelHash(labelsOf({ __name__: 'm', a: 'bc' }))).toBe(
      xxHash64(flat('\x08__name__\x01m\x01a\x02bc')),
    )
  })

  it('writes a long text with a longer length', () => {
    const long = 'x'.repeat(300)
    const bytes = [1, 97, 255, 300 & 255, 300 >> 8, 0, ...new TextEncoder().encode(long)]
    expect(labelHash(labelsOf({ a: long }))).toBe(xxHash64(Uint8Array.from(bytes)))
  })
})
