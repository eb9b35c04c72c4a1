import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acos, asin, atan, atan2, cos, log, log2, log10, sin, tan } from './go-math.ts'

const ONE_ARGUMENT = { sin, cos, tan, asin, acos, atan, log, log2, log10 }

describe('mathematics as Go does it', () => {
  it.each(Object.entries(ONE_ARGUMENT))('%s is about what JavaScript makes of it', (name, ours) => {
    const theirs = Math[name as keyof typeof ONE_ARGUMENT]
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6 }), x => {
        const [a, b] = [ours(x), theirs(x)]
        // Near a multiple of a right angle little of a large angle is left.
        expect(Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b), b * b)).toBe(true)
      }),
    )
    for (const x of [0, -0, Infinity, -Infinity, NaN, -1e300]) expect(ours(x)).toBe(theirs(x))
  })

  it('finds the angle of a point in each quadrant', () => {
    for (const y of [-3, -0, 0, 2, Infinity]) {
      for (const x of [-5, -0, 0, 4, -Infinity]) expect(atan2(y, x)).toBeCloseTo(Math.atan2(y, x), 14)
    }
    expect(atan2(1, Number.NaN)).toBeNaN()
  })

  /** Where JavaScript's last digit is another. */
  it.each<[keyof typeof ONE_ARGUMENT, number, number]>([
    ['sin', 1.1428571428571428, 0.9098229129411238],
    ['sin', 1.2857142857142858, 0.959638582966685],
    ['cos', 0.2857142857142857, 0.9594605811119172],
    ['cos', 1.7142857142857142, -0.14299750541747058],
    ['tan', 1, 1.557407724654902],
    ['tan', 1.1428571428571428, 2.192361763095212],
    ['asin', 0.0016661112962345886, 0.001666112067069399],
    ['asin', 0.001999333555481506, 0.0019993348874847903],
    ['acos', 0.0006664445184938354, 1.5701298822270693],
    ['acos', 0.003332222592469177, 1.5674640980357257],
    ['atan', 1.7142857142857142, 1.0427218783685368],
    ['atan', 2.4285714285714284, 1.1801892830972096],
    ['log', 14, 2.639057329615259],
    ['log', 21.571428571428573, 3.0713696877596113],
    ['log2', 0.8571428571428571, -0.222392421336448],
    ['log2', 1.2857142857142858, 0.3625700793847083],
    ['log10', 2.142857142857143, 0.33099321904142437],
    ['log10', 2.5714285714285716, 0.41017446508904926],
  ])('%s(%d)', (name, x, expected) => {
    expect(ONE_ARGUMENT[name](x)).toBe(expected)
  })
})
