import { describe, expect, it } from 'vitest'
import { exponentialBound } from './bounds.ts'
import { FRACTIONS } from './fractions.ts'

describe('the bounds of exponential buckets', () => {
  it('are powers of two but for a few units in the last place', () => {
    expect(FRACTIONS).toHaveLength(256)
    FRACTIONS.forEach((fraction, i) => {
      expect(Math.abs(fraction - 2 ** (i / 256 - 1))).toBeLessThan(5e-16)
    })
  })

  it('are the same for whole powers in every schema', () => {
    for (let schema = -4; schema <= 8; schema++) {
      for (let power = -1008; power < 1008; power += 16) {
        expect(exponentialBound((power / 16) * 2 ** (schema + 4), schema)).toBe(2 ** power)
      }
    }
  })

  it('has the bounds of the middle as Prometheus has them', () => {
    expect(exponentialBound(-1, 1)).toBe(0.7071067811865475)
    expect(exponentialBound(3, 2)).toBe(1.6817928305074288)
  })

  it('ends finite buckets at the largest finite value and begins where doubles do', () => {
    for (let schema = -4; schema <= 8; schema++) {
      const last = 1024 * 2 ** schema
      expect(exponentialBound(last, schema)).toBe(Number.MAX_VALUE)
      expect(exponentialBound(last + 1, schema)).toBe(Infinity)
      expect(exponentialBound(last - 1, schema)).toBeLessThan(Number.MAX_VALUE)
    }
    expect(exponentialBound(-1074, 0)).toBe(5e-324)
    expect(exponentialBound(-1075, 0)).toBe(0)
    expect(exponentialBound(1023 * 2 ** 8 + 255, 8)).toBeGreaterThan(1.7e308)
  })
})
