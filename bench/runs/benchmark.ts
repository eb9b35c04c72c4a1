/** What a benchmark is: some measures, and a way to take them of one product in one round. */
import type { Load, LoadOptions } from '../data/load-file.ts'
import type { Product } from '../rivals/product.ts'

export interface Measure {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly better: 'less' | 'more'
  /** What Vedette sets itself. */
  readonly goal?: number
  readonly digits: number
}

export interface Benchmark {
  readonly name: string
  readonly title: string
  readonly measures: readonly Measure[]
  readonly rounds: number
  /** For one product in one round. */
  readonly limitMs: number
  run(product: Product, bench: Bench): Promise<Readonly<Record<string, number>>>
}

/** What a run gets from the runner. */
export interface Bench {
  readonly quick: boolean
  readonly seed: number
  readonly signal: AbortSignal
  /** A fresh directory, removed after the round. */
  freshDir(name: string): string
  /** A load on disk. With a key it is made once and kept for all rounds and products. */
  makeLoad(options: LoadOptions, key?: string): Promise<MadeLoad>
  say(line: string): void
}

export interface MadeLoad {
  readonly load: Load
  readonly dir: string
}

export const INTERVAL_MS = 15_000

/** The start of a load of so many scrapes whose last ones are of now. */
export function startOf(scrapes: number, nowMs: number): number {
  return (Math.floor(nowMs / INTERVAL_MS) - scrapes) * INTERVAL_MS
}

/** The time range of a load, for exports. */
export function rangeOf(load: Load): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: load.startMs, toMs: load.startMs + (load.scrapes + 1) * load.intervalMs }
}
