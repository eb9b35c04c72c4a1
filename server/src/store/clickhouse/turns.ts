/**
 * Turns on things of which one at a time may be used: sessions, connections. Waiting is in order, bounded, and ends when its signal
 * aborts.
 */
import { numberedError, TOO_MANY_QUERIES } from './failure.ts'

interface Waiting<T> {
  readonly resolve: (item: T) => void
  readonly reject: (reason: unknown) => void
}

export class Turns<T> {
  readonly #free: T[]
  readonly #size: number
  readonly #maxWaiting: number
  readonly #what: string
  readonly #queue = new Set<Waiting<T>>()
  #closed = false
  #allBack: (() => void) | undefined

  constructor(items: readonly T[], options: { maxWaiting: number; what: string }) {
    this.#free = [...items]
    this.#size = items.length
    this.#maxWaiting = options.maxWaiting
    this.#what = options.what
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** Resolves with an item that is the caller's until `release`. Aborting gives the place in the queue up. */
  async acquire(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.#closed) throw numberedError(0, 'ClickHouse is closed')
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#queue.size >= this.#maxWaiting) {
      throw numberedError(
        TOO_MANY_QUERIES,
        `${this.#maxWaiting} ${this.#what} wait for ClickHouse already, which is all that may wait`,
      )
    }
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting<T> = {
        resolve: item => {
          signal?.removeEventListener('abort', giveUp)
          resolve(item)
        },
        reject: reason => {
          signal?.removeEventListener('abort', giveUp)
          reject(reason)
        },
      }
      const giveUp = (): void => {
        this.#queue.delete(waiting)
        waiting.reject(signal?.reason)
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#queue.add(waiting)
    })
  }

  release(item: T): void {
    const next: Waiting<T> | undefined = this.#queue.values().next().value
    if (next !== undefined) {
      this.#queue.delete(next)
      next.resolve(item)
      return
    }
    this.#free.push(item)
    if (this.#free.length === this.#size) this.#allBack?.()
  }

  /** Refuses newcomers and those who wait; resolves when all items are back. */
  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#queue) waiting.reject(numberedError(0, 'ClickHouse is being closed'))
    this.#queue.clear()
    if (this.#free.length === this.#size) return
    await new Promise<void>(resolve => {
      this.#allBack = resolve
    })
  }
}
