/** Makes chunks of samples that come sorted by series and time. Holds one chunk's samples, however many a series has. */
import { endOfSeries, type SeriesRows } from '../clickhouse/stored-samples.ts'
import { ChunkEncoder } from './chunk-encoder.ts'
import type { Chunk } from './chunk-file-format.ts'
import { MOST_SAMPLES } from './chunk-format.ts'

export class ChunkWriter {
  readonly #encoder = new ChunkEncoder()
  readonly #timesMs = new Float64Array(MOST_SAMPLES)
  readonly #values = new Float64Array(MOST_SAMPLES)
  readonly #onChunk: (chunk: Chunk, samples: number) => void
  #count = 0
  #id: bigint | undefined

  constructor(onChunk: (chunk: Chunk, samples: number) => void) {
    this.#onChunk = onChunk
  }

  add(rows: SeriesRows): void {
    for (let from = 0; from < rows.rowCount; ) {
      const to = endOfSeries(rows, from)
      const id = (BigInt(rows.idWords[2 * from + 1]!) << 32n) | BigInt(rows.idWords[2 * from]!)
      if (id !== this.#id) {
        this.end()
        this.#id = id
      }
      for (let at = from; at < to; ) {
        if (this.#count === MOST_SAMPLES) this.#close()
        const end = Math.min(to, at + MOST_SAMPLES - this.#count)
        this.#count += rows.decode(at, end, this.#timesMs, this.#values, this.#count)
        at = end
      }
      from = to
    }
  }

  /** No more of the series at hand follows. */
  end(): void {
    if (this.#count > 0) this.#close()
  }

  #close(): void {
    const body = this.#encoder.encode(this.#timesMs, this.#values, 0, this.#count)
    this.#onChunk({ id: this.#id!, body }, this.#count)
    this.#count = 0
  }
}
