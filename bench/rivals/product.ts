/** What the benchmarks ask of a product, be it ours or a rival. Everything listens on loopback, on ports that were free. */
import type { DiskUse } from '../measure/disk.ts'

export interface Product {
  readonly name: ProductName
  /** Undefined where it is not installed on this machine. */
  version(): string | undefined
  /** Resolves when the server says that it is ready. */
  start(options: StartOptions): Promise<Running>
}

export const PRODUCT_NAMES = ['vedette', 'victoria-metrics', 'prometheus'] as const
export type ProductName = (typeof PRODUCT_NAMES)[number]

export interface StartOptions {
  /** The same directory again restarts the product on its data. */
  readonly dir: string
  /** The port to use again after a restart, so that a client finds it. */
  readonly port?: number
  readonly scrape?: { readonly targets: readonly string[]; readonly intervalMs: number }
  readonly signal: AbortSignal
}

export interface Running {
  readonly pid: number
  readonly port: number
  /** From the start of the process to its word that it is ready. */
  readonly readyMs: number
  readonly writeUrl: string
  /** Asks it to stop and waits until it has. */
  stop(signal: AbortSignal): Promise<void>
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>
  /** Where the product does more with days that are over, some time later: waits until that is done. */
  digest?(signal: AbortSignal): Promise<void>
  /** Flushes what is buffered and merges what is stored, as far as the product lets us, and waits for it. */
  settle(signal: AbortSignal): Promise<void>
  /**
   * What the stored samples take, with index and metadata, without caches and logs of writes. Call it after `settle`; the
   * server may be stopped afterwards.
   */
  dataBytes(signal: AbortSignal): Promise<StoredUse>
  /** Every raw sample in a range, for checking what survived. */
  export(fromMs: number, toMs: number, signal: AbortSignal): AsyncIterable<ExportedSeries>
}

export interface StoredUse extends DiskUse {
  /** What a second copy of some of it takes besides. */
  readonly copies?: DiskUse
}

export interface ExportedSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly timesMs: readonly number[]
  /** `null` stands for NaN. */
  readonly values: readonly (number | null)[]
}
