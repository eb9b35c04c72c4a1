import { describe, expect, it } from 'vitest'
import { assignSlots, colourKey, homeSlot, PALETTE } from './palette.ts'

type Colour = readonly [number, number, number]

const GROUNDS = { dark: ['#0e1116', '#151a21', '#1b2129'], light: ['#f6f7f9', '#ffffff'] } as const

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const SIGHTS: Readonly<Record<string, readonly number[]>> = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

function linear(hex: string): Colour {
  const [r, g, b] = [1, 3, 5].map(i => {
    const part = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return [r!, g!, b!]
}

function contrast(a: string, b: string): number {
  const [first, second] = [a, b].map(hex => {
    const [red, green, blue] = linear(hex)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
  })
  return Math.max(first!, second!) / Math.min(first!, second!)
}

function seenAs(colour: Colour, m: readonly number[]): Colour {
  const row = (i: number): number =>
    Math.min(1, Math.max(0, m[i]! * colour[0] + m[i + 1]! * colour[1] + m[i + 2]! * colour[2]))
  return [row(0), row(3), row(6)]
}

function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

describe('the palette', () => {
  for (const theme of ['dark', 'light'] as const) {
    it(`has a contrast of 3:1 on every ground of the ${theme} theme`, () => {
      for (const colour of PALETTE) {
        for (const ground of GROUNDS[theme]) {
          expect(contrast(colour[theme], ground), `${colour.name} on ${ground}`).toBeGreaterThanOrEqual(3)
        }
      }
    })

    it.each(Object.keys(SIGHTS))(`stays apart in the ${theme} theme for %s sight`, sight => {
      const seen = PALETTE.map(colour => oklab(seenAs(linear(colour[theme]), SIGHTS[sight]!)))
      seen.forEach((a, i) => {
        seen.slice(0, i).forEach((b, j) => {
          const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
          // A just noticeable difference is about 0.02.
          expect(apart, `${PALETTE[i]!.name} and ${PALETTE[j]!.name}`).toBeGreaterThan(0.085)
        })
      })
    })
  }
})

it('has colours on white that are still colours where they fill a stack', () => {
  for (const { name, light } of PALETTE) {
    if (name === 'grey') continue
    const [, a, b] = oklab(linear(light))
    expect(Math.hypot(a, b), name).toBeGreaterThan(0.085)
  }
})

describe('assignSlots', () => {
  const names = Array.from({ length: 40 }, (_, i) => `service-${i}`)

  it('keeps neighbours apart while slots are free', () => {
    for (let count = 1; count <= 10; count++) {
      expect(new Set(assignSlots(names.slice(0, count))).size).toBe(count)
    }
  })

  it('gives a key its home when it is alone, and the same slot in whatever order', () => {
    for (const name of names) expect(assignSlots([name])).toEqual([homeSlot(name)])
    const six = names.slice(0, 6)
    expect([...assignSlots([...six].reverse())].reverse()).toEqual(assignSlots(six))
  })

  it('gives equal keys one slot, and goes home when all are taken', () => {
    expect(assignSlots(['a', 'b', 'a'])[2]).toBe(assignSlots(['a', 'b'])[0])
    expect(assignSlots(names)).toHaveLength(40)
  })

  it('spreads homes', () => {
    const counts = new Array(10).fill(0)
    for (let i = 0; i < 5000; i++) counts[homeSlot(`checkout-${i}`)]++
    expect(Math.min(...counts)).toBeGreaterThan(400)
  })
})

describe('colourKey', () => {
  it('is the value of the label that differs', () => {
    expect(colourKey({ job: 'shop', service: 'cart' }, ['service'])).toBe('cart')
    expect(colourKey({ job: 'shop', service: 'cart' }, [])).toBe('cart')
    expect(colourKey({ b: '2', a: '1' }, ['a', 'b'])).toBe('a=1\nb=2')
  })
})
