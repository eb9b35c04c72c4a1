import { STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactExponent, POWERS_OF_TEN, RAW_EXPONENT, STALE_EXPONENT } from './decimal.ts'
import { SampleRows } from './sample-rows.ts'

const one = (timeMs: number, value: number) => ({
  timesMs: Float64Array.of(timeMs),
  values: Float64Array.of(value),
})

function stored(value: number, from = 0): { exponent: number; value: number } {
  const rows = new SampleRows()
  rows.reserve(1)
  const exponent = rows.add(1, 2, one(1_790_000_000_123, value), 0, from)
  const columns = new Map(rows.block().columns.map(column => [column.name, column.values]))
  const mantissa = Number((columns.get('mantissa') as BigInt64Array)[0])
  if (exponent === RAW_EXPONENT) return { exponent, value: (columns.get('raw') as Float64Array)[0]! }
  return { exponent, value: mantissa / POWERS_OF_TEN[exponent]! }
}

describe('a value as a decimal', () => {
  it('comes back as the very same double, whatever it was', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 10 }), (value, from) => {
        expect(Object.is(stored(value, from).value, value)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (mantissa, digits) => {
        const value = mantissa / 10 ** digits
        const { exponent, value: back } = stored(value)
        expect(Object.is(back, value)).toBe(true)
        expect(exponent).toBeLessThanOrEqual(digits)
      }),
    )
  })

  it('keeps counters whole, short fractions short, and the rest raw', () => {
    expect([
      exactExponent(12_345, 0),
      exactExponent(0.25, 0),
      exactExponent(99.9, 0),
      exactExponent(3, 2),
    ]).toEqual([0, 2, 1, 2])
    for (const odd of [Math.PI, 0.1 + 0.2, 1e300, Number.POSITIVE_INFINITY, -0]) {
      expect(exactExponent(odd, 0)).toBe(RAW_EXPONENT)
    }
  })

  it('tells a stale marker from any other NaN', () => {
    expect(stored(STALE[0]!).exponent).toBe(STALE_EXPONENT)
    expect(stored(Number.NaN)).toEqual({ exponent: RAW_EXPONENT, value: Number.NaN })
  })

  it('writes times beyond 32 bits', () => {
    const rows = new SampleRows()
    rows.reserve(2)
    rows.add(-1, -2, one(1_790_000_000_123, 1), 0, 0)
    rows.add(-1, -2, one(-5, -7), 0, 0)
    const [ids, times, mantissas] = rows.block().columns.map(column => column.values) as [
      BigUint64Array,
      BigInt64Array,
      BigInt64Array,
    ]
    expect([times[0], times[1], mantissas[1]]).toEqual([1_790_000_000_123n, -5n, -7n])
    expect(ids[0]).toBe(0xfffffffeffffffffn)
  })
})
