/** What a run found, as it is kept in bench/results/*.json. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from '../measure/machine.ts'
import type { ProductName } from '../rivals/product.ts'
import type { Measure } from '../runs/benchmark.ts'

export interface Results {
  readonly date: string
  readonly commit: string
  readonly quick: boolean
  readonly seed: number
  readonly note?: string
  readonly machine: Machine
  readonly versions: Partial<Record<ProductName, string>>
  readonly benchmarks: readonly BenchmarkResults[]
}

export interface BenchmarkResults {
  readonly name: string
  readonly title: string
  readonly measures: readonly Measure[]
  readonly rounds: readonly Round[]
}

/** One product, once: its figures, or why there are none. */
export interface Round {
  readonly product: ProductName
  readonly figures?: Readonly<Record<string, number>>
  readonly failure?: string
  /** Cores that others on the machine kept busy meanwhile, and the load average at its end: how far to trust the figures. */
  readonly othersCores: number
  readonly loadAverage: number
  readonly seconds: number
}

export function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results
}

export function writeResults(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

/**
 * The newer benchmark takes the place of one with the same name, but for products that it did not run.
 * The order is that of `order`.
 */
export function withBenchmark(results: Results, newer: BenchmarkResults, order: readonly string[]): Results {
  const ran = new Set(newer.rounds.map(round => round.product))
  const older = results.benchmarks.find(({ name }) => name === newer.name)
  const kept = older?.rounds.filter(round => !ran.has(round.product)) ?? []
  const benchmarks = [
    ...results.benchmarks.filter(({ name }) => name !== newer.name),
    { ...newer, rounds: [...kept, ...newer.rounds] },
  ]
  benchmarks.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  return { ...results, benchmarks }
}
