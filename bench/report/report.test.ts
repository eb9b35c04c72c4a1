import { describe, expect, it } from 'vitest'
import { median, quantile } from '../measure/median.ts'
import { readOptions } from '../options.ts'
import { metricSum } from '../rivals/http.ts'
import { type Results, type Round, withBenchmark } from './results.ts'
import { formatResults } from './table.ts'

const measures = [
  { id: 'cpu', label: 'server CPU', unit: 's', better: 'less', goal: 1.5, digits: 2 },
  { id: 'rate', label: 'acknowledged', unit: 'million/s', better: 'more', digits: 1 },
] as const

const round = (product: Round['product'], figures: Record<string, number>): Round => ({
  product,
  figures,
  othersCores: 0.05,
  loadAverage: 1,
  seconds: 10,
})

const results: Results = {
  date: '2026-11-21T00:27:00.000Z',
  commit: 'abc1234',
  quick: false,
  seed: 1,
  machine: {
    cpu: 'CPU',
    cores: 2,
    memoryGb: 24,
    kernel: '6.18',
    architecture: 'x64',
    fileSystem: 'ext4',
    node: 'v26.10.0',
  },
  versions: { vedette: '0.1.0', prometheus: '2.42.0' },
  benchmarks: [
    {
      name: 'write',
      title: 'Remote write',
      measures,
      rounds: [
        round('vedette', { cpu: 1, rate: 1.5 }),
        round('prometheus', { cpu: 4, rate: 0.4 }),
        round('vedette', { cpu: 1.2, rate: 1.5 }),
        { product: 'prometheus', failure: 'was not ready', othersCores: 0, loadAverage: 0, seconds: 1 },
        round('vedette', { cpu: 0.9, rate: 1.5 }),
      ],
    },
  ],
}

describe('the table', () => {
  it('shows medians, ranges, ratios, goals and failures', () => {
    const lines = formatResults(results).split('\n')
    expect(lines).toContain('| Measure | Vedette | Prometheus | Vedette / Prometheus | Goal |')
    expect(lines).toContain('| server CPU, s | 1.00 (0.90-1.20) | 4.00 | 0.25x | at most 1.50 |')
    expect(lines).toContain('| acknowledged, million/s | 1.5 | 0.4 | 3.75x |  |')
    expect(lines).toContain('- write, Prometheus: was not ready')
  })

  it('lets a newer run take the place of the products that it ran', () => {
    const rounds = [round('prometheus', { cpu: 5, rate: 0.3 })]
    const merged = withBenchmark(results, { name: 'write', title: 'Remote write', measures, rounds }, [
      'write',
    ])
    const kept = merged.benchmarks[0]!.rounds.map(({ product, figures }) => [product, figures?.cpu])
    expect(kept).toEqual([
      ['vedette', 1],
      ['vedette', 1.2],
      ['vedette', 0.9],
      ['prometheus', 5],
    ])
  })
})

describe('figures', () => {
  it('finds the middle and the tail', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([])).toBeNaN()
    expect(
      quantile(
        Array.from({ length: 100 }, (_, i) => i),
        0.99,
      ),
    ).toBe(99)
  })

  it('sums the series of one metric and no other', () => {
    const page = '# TYPE a gauge\na{x="1"} 2\na{x="2"} 3\nab 100\na_total 7\n'
    expect(metricSum(page, 'a')).toBe(5)
    expect(metricSum(page, 'none')).toBe(0)
  })
})

describe('the command line', () => {
  it('picks benchmarks in their own order and products by name', () => {
    const options = readOptions(
      ['idle', 'write', '--only', 'prometheus', '--rounds', '2'],
      ['write', 'disk', 'idle'],
    )
    expect(options).toMatchObject({ benchmarks: ['write', 'idle'], products: ['prometheus'], rounds: 2 })
  })

  it('can write a report without measuring', () => {
    expect(readOptions(['report', '--into', 'x.json'], ['write'])).toMatchObject({
      benchmarks: [],
      into: 'x.json',
    })
    expect(() => readOptions(['report'], ['write'])).toThrow('takes a results file')
  })

  it('says what there is where a name is wrong', () => {
    expect(() => readOptions(['writ'], ['write', 'idle'])).toThrow(
      'there is no benchmark writ; there are write, idle',
    )
    expect(() => readOptions(['--only', 'influx'], ['write'])).toThrow(
      'there is no product influx; there are',
    )
    expect(() => readOptions(['--rounds', '0'], ['write'])).toThrow(
      '--rounds takes a whole number from 1, not 0',
    )
  })
})
