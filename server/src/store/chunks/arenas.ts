/**
 * Memory into which files of chunks are read. One piece is kept for the next question: fresh ones by the megabyte cost a page fault for each
 * page and make the collector mark the whole heap.
 */
import { giveBack } from '@vedette/model'

const MOST_KEPT_BYTES = 16 * 1024 * 1024
const KEPT_MS = 60_000

export class Arenas {
  #spare: Buffer | undefined
  #timer: NodeJS.Timeout | undefined

  /** At least so many bytes, with whatever is in them. */
  take(bytes: number): Buffer {
    const spare = this.#spare
    if (spare !== undefined && spare.length >= bytes) {
      this.#spare = undefined
      return spare
    }
    return Buffer.from(new ArrayBuffer(bytes))
  }

  /** Only when nobody reads or writes there any more. */
  giveBack(arena: Buffer): void {
    if (arena.length > MOST_KEPT_BYTES || (this.#spare?.length ?? 0) >= arena.length) {
      giveBack(arena)
      return
    }
    if (this.#spare !== undefined) giveBack(this.#spare)
    this.#spare = arena
    this.#timer?.refresh()
    this.#timer ??= setTimeout(() => this.close(), KEPT_MS).unref()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#spare !== undefined) giveBack(this.#spare)
    this.#spare = undefined
  }
}
