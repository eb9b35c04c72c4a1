import { describe, expect, it } from 'vitest'
import type { AnsweredSeries } from './answer.ts'
import { chart, short } from './chart.ts'

const OPTIONS = { width: 40, height: 4, colour: false, startMs: 0, endMs: 100_000 }

function line(name: string, values: readonly (readonly [number, string])[]): AnsweredSeries {
  return { metric: { __name__: name }, values }
}

describe('a chart', () => {
  it('rises from the lower left to the upper right', () => {
    const rows = chart(
      [
        line(
          'up',
          Array.from({ length: 11 }, (_, i) => [i * 10, String(i)] as const),
        ),
      ],
      OPTIONS,
    )
    expect(rows[0]).toMatch(/^10 ┤ +\S+$/)
    expect(rows[3]).toMatch(/^ 0 ┴\S+ *$/)
    expect(rows[4]).toBe('    00:00:00                00:01:40 UTC')
    expect(rows[5]).toBe('━━ up  last 10, min 0, max 10')
  })

  it('leaves a gap where there is no number', () => {
    const [first] = chart(
      [
        line('gap', [
          [0, '5'],
          [10, '5'],
          [50, 'NaN'],
          [90, '5'],
          [100, '5'],
        ]),
      ],
      { ...OPTIONS, height: 1 },
    )
    expect(first).toMatch(/^\S+ ┴\S+ {10,}\S+$/)
  })

  it('says so when there is nothing to draw, and how many series it left out', () => {
    expect(chart([line('none', [[0, 'NaN']])], OPTIONS)).toEqual(['(nothing that could be drawn)'])
    const many = Array.from({ length: 11 }, (_, i) => line(`m${i}`, [[0, String(i)]]))
    expect(chart(many, OPTIONS).at(-1)).toBe('  and 3 more series that are not drawn')
  })

  it('writes numbers short', () => {
    expect([0, 0.5, 1234.6, 12_345_678, 0.00001234, 1e20, -2000].map(short)).toEqual([
      '0',
      '0.5',
      '1.235k',
      '12.35M',
      '1.23e-5',
      '1.00e+20',
      '-2k',
    ])
  })
})
