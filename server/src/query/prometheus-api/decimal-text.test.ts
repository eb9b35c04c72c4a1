import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import wabt from 'wabt'
import { DecimalText } from './decimal-text.ts'
import { valueText } from './number-text.ts'

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url))

function written(values: readonly number[], fromStep = 0, toStep = values.length): string {
  const text = new DecimalText(values.map((_, step) => `,${step}:`))
  const room = DecimalText.roomFor(toStep - fromStep)
  const out = Buffer.alloc(7 + room, '#')
  const end = text.write(Float64Array.from(values), fromStep, toStep, out, 7)
  expect(out.toString('latin1', 0, 7)).toBe('#######')
  expect(out.toString('latin1', end)).toMatch(/^#*$/)
  return out.toString('latin1', 7, end)
}

function expected(values: readonly number[], fromStep = 0, toStep = values.length): string {
  return values
    .map((value, step) => `,${step}:${valueText(value)}`)
    .slice(fromStep, toStep)
    .join('')
}

function doubleOf(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(BigInt.asUintN(64, bits)).buffer)[0]!
}

/** The doubles around. */
function near(value: number): number[] {
  const [bits] = new BigUint64Array(Float64Array.of(value).buffer)
  return [-2n, -1n, 0n, 1n, 2n].map(by => doubleOf(bits! + by))
}

describe('columns of values as decimals', () => {
  it('are written by what its source says', async () => {
    const module = (await wabt()).parseWat('decimal-text.wat', read('./decimal-text.wat').toString())
    module.resolveNames()
    expect(Buffer.from(module.toBinary({}).buffer).equals(read('./decimal-text.wasm'))).toBe(true)
  })

  it('have what is neither a number nor of a middling size between them', () => {
    const values = [
      NaN,
      1,
      Infinity,
      -Infinity,
      0.5,
      -0,
      0,
      1e-7,
      -1.5e-7,
      1e21,
      5e-324,
      1e20,
      1e-6,
      NaN,
      NaN,
      2,
    ]
    expect(written(values)).toBe(expected(values))
    expect(written(values, 3, 13)).toBe(expected(values, 3, 13))
  })

  it('are those of valueText at powers of two and ten and next to them', () => {
    const powers = [
      ...Array.from({ length: 95 }, (_, i) => 2 ** (i - 22)),
      ...Array.from({ length: 31 }, (_, i) => Number(`1e${i - 8}`)),
      ...Array.from({ length: 31 }, (_, i) => Number(`5e${i - 8}`)),
    ]
    const values = powers.flatMap(near).flatMap(value => [value, -value])
    expect(written(values)).toBe(expected(values))
  })

  it('are those of valueText for any doubles', () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(doubleOf)
    // The exponents of numbers that are written without one.
    const middling = fc.bigInt({ min: 1000n << 52n, max: (1096n << 52n) - 1n }).map(doubleOf)
    const decimal = fc
      .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 0, max: 12 }))
      .map(([digits, places]) => digits / 10 ** places)
    const integer = fc.maxSafeInteger()
    const values = fc.array(fc.oneof(bits, middling, middling, decimal, integer), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(values, column => {
        expect(written(column)).toBe(expected(column))
      }),
      { numRuns: 300 },
    )
  })

  it('may be long, of the longest numbers, and written by turns', () => {
    const long = Array.from({ length: 11_001 }, (_, i) => -(i + 1) * 1.2345678901234567e-6)
    const text = new DecimalText(long.map((_, step) => `"],[-8640000000${step}.123,"`.slice(-24)))
    const column = Float64Array.from(long)
    const whole = Buffer.alloc(DecimalText.roomFor(long.length))
    const end = text.write(column, 0, long.length, whole, 0)
    const parts = Buffer.alloc(DecimalText.roomFor(long.length))
    let at = 0
    for (let from = 0; from < long.length; from += 700) {
      at = text.write(column, from, Math.min(from + 700, long.length), parts, at)
      expect(written([1.5, 2.5])).toBe(',0:1.5,1:2.5')
    }
    expect(parts.toString('latin1', 0, at)).toBe(whole.toString('latin1', 0, end))
    expect(whole.toString('latin1', 0, end)).toMatch(/-0\.013581481/)
  })
})
