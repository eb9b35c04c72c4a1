/** Walks over rows that stream sorted by series, one series' rows at a time. Several of these are walked side by side, series by series. */
import { endOfSeries, type SeriesRows } from './clickhouse/stored-samples.ts'

export class SeriesRuns {
  readonly #blocks: AsyncIterator<SeriesRows>
  readonly #onBlock: (rows: SeriesRows) => void
  #rows: SeriesRows | undefined
  #from = 0
  #ended = false

  /** `onBlock` is told of each block of rows before it is walked over. */
  constructor(blocks: AsyncIterable<SeriesRows>, onBlock: (rows: SeriesRows) => void) {
    this.#blocks = blocks[Symbol.asyncIterator]()
    this.#onBlock = onBlock
  }

  /** True where `isOf` can't be answered before `fetch`. */
  get needsMore(): boolean {
    return this.#rows === undefined && !this.#ended
  }

  /** Gets the next rows. Those before are gone then. */
  async fetch(): Promise<void> {
    while (this.needsMore) {
      const next = await this.#blocks.next()
      if (next.done === true) this.#ended = true
      else if (next.value.rowCount > 0) {
        this.#rows = next.value
        this.#from = 0
        this.#onBlock(next.value)
      }
    }
  }

  /** Whether the next rows are of the series of which `words` has the id at a place. */
  isOf(words: Uint32Array, at: number): boolean {
    const rows = this.#rows
    if (rows === undefined) return false
    const from = this.#from
    return rows.idWords[2 * from] === words[2 * at] && rows.idWords[2 * from + 1] === words[2 * at + 1]
  }

  /** Shows the rows of the series at hand, as far as they are here. */
  take(add: (rows: SeriesRows, from: number, to: number) => void): void {
    const rows = this.#rows!
    const to = endOfSeries(rows, this.#from)
    add(rows, this.#from, to)
    this.#from = to
    if (to === rows.rowCount) this.#rows = undefined
  }

  async close(): Promise<void> {
    await this.#blocks.return?.()
  }
}
