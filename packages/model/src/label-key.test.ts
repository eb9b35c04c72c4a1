import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLabelKey, encodeLabelKey, LabelKeyError } from './label-key.ts'
import { labelsFrom } from './labels.ts'

const encoder = new TextEncoder()

describe('label keys', () => {
  it('spell labels as remote write does', () => {
    expect([...encodeLabelKey([{ name: 'a', value: 'é' }])]).toEqual([
      0x0a, 7, 0x0a, 1, 0x61, 0x12, 2, 0xc3, 0xa9,
    ])
  })

  it('have room for texts of any length and script', () => {
    const labels = labelsFrom([
      ['long', 'x'.repeat(300)],
      ['longer', '温度'.repeat(20_000)],
      ['emoji', '🐎 gallops'],
      ['ends in a pair', '🐎'],
    ])
    expect(decodeLabelKey(encodeLabelKey(labels))).toEqual({ labels, canonical: true })
  })

  it('give back every label set that was encoded', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), pairs => {
        const labels = labelsFrom(pairs)
        expect(decodeLabelKey(encodeLabelKey(labels))).toEqual({ labels, canonical: true })
      }),
    )
  })

  it('are read no further than asked for', () => {
    const labels = labelsFrom([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ])
    const broken = Buffer.concat([encodeLabelKey(labels), Uint8Array.of(7)])
    expect(() => decodeLabelKey(broken)).toThrow('not framed as a label')
    expect(decodeLabelKey(broken, 0, broken.length, 2).labels).toEqual(labels.slice(0, 2))
  })

  it('of series that come one after another have their own texts, whatever stood in the one before', () => {
    const text = fc.constantFrom(
      'a',
      'b',
      'ab',
      'ba',
      'é',
      'ée',
      '温',
      'x'.repeat(200),
      `${'x'.repeat(199)}é`,
    )
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(text, text), { maxLength: 3 }), { maxLength: 6 }), series => {
        for (const pairs of series) {
          const labels = labelsFrom(pairs)
          expect(decodeLabelKey(encodeLabelKey(labels))).toEqual({ labels, canonical: true })
        }
      }),
    )
    decodeLabelKey(encodeLabelKey([{ name: 'a', value: 'é' }]))
    // The same letter in Latin-1, which is no UTF-8.
    expect(() => decodeLabelKey(Uint8Array.of(0x0a, 6, 0x0a, 1, 0x61, 0x12, 1, 0xe9))).toThrow(
      'not valid UTF-8',
    )
  })

  it('spell a lone surrogate as TextEncoder does', () => {
    for (const text of ['\ud800', 'a\udc00b', '\ud800\ud800\udc00', 'x\ud83d']) {
      const key = encodeLabelKey([{ name: 'n', value: text }])
      expect([...key.subarray(-encoder.encode(text).length)]).toEqual([...encoder.encode(text)])
      expect(decodeLabelKey(key).labels[0]?.value).toBe(text.toWellFormed())
    }
  })

  it('in another order or with empty values are not canonical, and read all the same', () => {
    const unsorted = encodeLabelKey([
      { name: 'b', value: '1' },
      { name: 'a', value: '' },
      { name: 'A', value: '2' },
    ])
    expect(decodeLabelKey(unsorted)).toEqual({
      labels: labelsFrom([
        ['A', '2'],
        ['b', '1'],
      ]),
      canonical: false,
    })
  })

  it('refuse a name that comes twice, and bytes that are no key', () => {
    const twice = encodeLabelKey([
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ])
    expect(() => decodeLabelKey(twice)).toThrow('the label name "a" comes twice')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        try {
          decodeLabelKey(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(LabelKeyError)
        }
      }),
    )
  })
})
