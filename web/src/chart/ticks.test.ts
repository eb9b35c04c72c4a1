import { describe, expect, it } from 'vitest'
import { logTicks, niceRange, niceTicks } from './ticks.ts'

describe('niceTicks', () => {
  it.each([
    [0, 100, 'none', [0, 25, 50, 75, 100]],
    [0, 1, 'percentunit', [0, 0.25, 0.5, 0.75, 1]],
    [0, 7, 'short', [0, 2, 4, 6]],
    [-5, 5, 'none', [-5, -2.5, 0, 2.5, 5]],
    [0, 1024, 'bytes', [0, 256, 512, 768, 1024]],
    [0, 3 * 1024 ** 3, 'bytes', [0, 1024 ** 3, 2 * 1024 ** 3, 3 * 1024 ** 3]],
    [0, 240, 's', [0, 60, 120, 180, 240]],
    [0, 240_000, 'ms', [0, 60_000, 120_000, 180_000, 240_000]],
    [0, 0.3, 's', [0, 0.1, 0.2, 0.3]],
    [0, 86_400, 's', [0, 21_600, 43_200, 64_800, 86_400]],
    [0, 0.3, 'none', [0, 0.1, 0.2, 0.3]],
  ])('between %d and %d %s', (min, max, unit, ticks) => {
    expect(niceTicks(min, max, unit)).toEqual(ticks)
  })

  it('has two to five ticks wherever the range lies, in rising order and within it', () => {
    let seed = 1
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (let i = 0; i < 3000; i++) {
      const min = (random() - 0.5) * 10 ** Math.floor(random() * 24 - 9)
      const max = min + random() * 10 ** Math.floor(random() * 24 - 9)
      if (!(max - min > Math.abs(min) * 1e-9)) continue
      for (const unit of ['none', 'bytes', 's', 'm']) {
        const ticks = niceTicks(min, max, unit)
        expect(ticks.length, `${min} ${max} ${unit}`).toBeGreaterThanOrEqual(1)
        expect(ticks.length, `${min} ${max} ${unit}`).toBeLessThanOrEqual(5)
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
      }
    }
  })

  it.each([
    [0, 1e301, [0, 2.5e300, 5e300, 7.5e300, 1e301]],
    [-4e307, 4e307, [-4e307, -2e307, 0, 2e307, 4e307]],
    [0, 4e-300, [0, 1e-300, 2e-300, 3e-300, 4e-300]],
    [1e9, 1e9 + 4e-5, [1e9, 1_000_000_000.000_01, 1_000_000_000.000_02, 1_000_000_000.000_03, 1e9 + 4e-5]],
  ])('stands between %d and %d, too', (min, max, ticks) => {
    expect(niceTicks(min, max)).toEqual(ticks)
  })

  it('comes to an end where one more is the same number', () => {
    const min = 1e301
    expect(niceTicks(min, min * (1 + 4e-16))).toEqual([min, min * (1 + 4e-16)])
  })

  it('has none without a range', () => {
    expect(niceTicks(NaN, 1)).toEqual([])
    expect(niceTicks(0, Infinity)).toEqual([])
    expect(niceTicks(3, 3)).toEqual([3])
  })
})

describe('logTicks', () => {
  it('stands at powers', () => {
    expect(logTicks(1, 1000)).toEqual([1, 10, 100, 1000])
    expect(logTicks(1, 1e9)).toEqual([1, 100, 1e4, 1e6, 1e8])
    expect(logTicks(1, 1024, 2)).toEqual([1, 8, 64, 512])
  })

  it('goes between them where there are few', () => {
    expect(logTicks(1, 10)).toEqual([1, 2, 5, 10])
  })
})

describe('niceRange', () => {
  it('has a length that is a number', () => {
    const { min, max } = niceRange(-Number.MAX_VALUE, Number.MAX_VALUE)
    expect(max - min).toBeLessThan(Number.MAX_VALUE)
    expect(niceTicks(min, max).length).toBeGreaterThanOrEqual(2)
    expect(niceRange(0, 1, { max: Number.POSITIVE_INFINITY })).toEqual({ min: 0, max: 1 })
  })

  it('includes zero unless the data is far from it', () => {
    expect(niceRange(20, 100).min).toBe(0)
    expect(niceRange(95, 100).min).toBeGreaterThan(90)
    expect(niceRange(95, 100, { fromZero: true }).min).toBe(0)
    expect(niceRange(-100, -20).max).toBe(0)
  })

  it('leaves air, at ticks where one is near', () => {
    expect(niceRange(0, 98).max).toBe(100)
    expect(niceRange(0, 55).max).toBeCloseTo(60, -1)
  })

  it('has a range for one value, for zeros and for nothing', () => {
    expect(niceRange(0, 0)).toEqual({ min: 0, max: 1 })
    expect(niceRange(null, null)).toEqual({ min: 0, max: 1 })
    expect(niceRange(5, 5).max).toBeGreaterThan(5)
    expect(niceRange(-5, -5)).toMatchObject({ max: 0 })
  })

  it('takes what floating-point arithmetic leaves for one value', () => {
    expect(niceRange(0.3, 0.1 + 0.2)).toEqual(niceRange(0.1 + 0.2, 0.1 + 0.2))
    expect(niceRange(0.3, 0.1 + 0.2)).toEqual({ min: 0, max: 0.3 })
    expect(niceRange(-0.1 - 0.2, -0.3).max).toBe(0)
    expect(niceRange(1_000_000, 1_000_000.0004).min).toBe(0)
    // Half a minute of Unix time is movement.
    expect(niceRange(1_795_219_215, 1_795_219_245).min).toBeGreaterThan(1_795_219_200)
  })

  it('keeps to what was asked for, even where it makes little sense', () => {
    expect(niceRange(3, 7, { min: 0, max: 100 })).toEqual({ min: 0, max: 100 })
    expect(niceRange(3, 7, { min: 10 })).toEqual({ min: 10, max: 11 })
    expect(niceRange(3, 7, { max: -10 }).max).toBe(-10)
  })

  it('goes from power to power on a log axis, and has a floor for zeros', () => {
    expect(niceRange(3, 700, { log: 10 })).toEqual({ min: 1, max: 1000 })
    expect(niceRange(0, 1000, { log: 10 })).toEqual({ min: 1, max: 1000 })
    expect(niceRange(-4, -2, { log: 10 })).toMatchObject({ max: 1 })
    expect(niceRange(4, 4, { log: 2 })).toEqual({ min: 4, max: 8 })
  })
})
