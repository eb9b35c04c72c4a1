import { encodeLabelKey, labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { KeyTable, viewOf } from './key-table.ts'
import { IdTable, idAsBigint, idFromBigint, seriesIdOf } from './series-id.ts'

const keyOf = (i: number) =>
  encodeLabelKey(labelsOf({ __name__: 'requests_total', pod: `pod-${i}`, path: '/'.repeat(i % 40) }))

describe('the key table', () => {
  it('finds each of many keys, wherever it lies in the bytes, and no other', () => {
    const table = new KeyTable()
    for (let i = 0; i < 20_000; i++) {
      const key = keyOf(i)
      table.add(key, viewOf(key), 0, key.length, i)
    }
    for (let i = 0; i < 20_000; i += 7) {
      const key = keyOf(i)
      const around = new Uint8Array(key.length + 11).fill(0x0a)
      around.set(key, 5)
      expect(table.find(around, viewOf(around), 5, 5 + key.length)).toBe(i)
      expect(table.find(around, viewOf(around), 5, 4 + key.length)).toBe(-1)
    }
    expect(table.find(keyOf(20_001), viewOf(keyOf(20_001)), 0, keyOf(20_001).length)).toBe(-1)
  })

  it('keeps what is wanted when it is filtered', () => {
    const table = new KeyTable()
    for (let i = 0; i < 100; i++) table.add(keyOf(i), viewOf(keyOf(i)), 0, keyOf(i).length, i)
    const kept = table.filtered(value => value % 2 === 0)
    expect(kept.size).toBe(50)
    expect(kept.find(keyOf(4), viewOf(keyOf(4)), 0, keyOf(4).length)).toBe(4)
    expect(kept.find(keyOf(5), viewOf(keyOf(5)), 0, keyOf(5).length)).toBe(-1)
  })
})

describe('series numbers', () => {
  it('are the same wherever they are made, differ by project and lie together by metric', () => {
    const id = seriesIdOf('default', 'requests_total', keyOf(1))
    expect(seriesIdOf('default', 'requests_total', keyOf(1))).toEqual(id)
    expect(seriesIdOf('other', 'requests_total', keyOf(1))).not.toEqual(id)
    const sibling = seriesIdOf('default', 'requests_total', keyOf(2))
    expect(sibling.high >>> 12).toBe(id.high >>> 12)
    expect(idFromBigint(idAsBigint(id))).toEqual(id)
  })

  it('are found again, negative halves included', () => {
    const table = new IdTable()
    for (let i = 0; i < 5000; i++) table.add(Math.imul(i, -7919), i % 5 === 0 ? -i : i, i)
    for (let i = 0; i < 5000; i++) expect(table.find(Math.imul(i, -7919), i % 5 === 0 ? -i : i)).toBe(i)
    expect(table.find(1, 123_456)).toBe(-1)
    expect(table.filtered(ref => ref < 10).find(Math.imul(20, -7919), -20)).toBe(-1)
  })
})
