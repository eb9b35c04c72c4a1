/**
 * Collects what was refused, sums it up, and hands it on every few seconds: a sender that is wrong a thousand times a second makes one line
 * of dead letters, not a thousand.
 */
import { messageOf } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { counter } from '../self/metrics.ts'
import type { DeadLetter } from '../store/contract.ts'

const lost = counter(
  'vedette_processor_dead_letters_lost_total',
  'Dead letters that could not be kept themselves.',
)

export interface DeadLetterBox {
  add(letter: Omit<DeadLetter, 'timeMs'>): void
  /** Writes what is collected; what the store has not taken by the deadline is lost, and counted. */
  close(deadlineMs: number): Promise<void>
}

/** Different (project, door, origin, reason) between two writes; more are counted under one letter. */
const MOST_LETTERS = 500

export function createDeadLetterBox(options: {
  readonly write: (letters: readonly DeadLetter[]) => Promise<void>
  readonly log: Log
  readonly nowMs: () => number
  readonly everyMs?: number
}): DeadLetterBox {
  const { log, nowMs } = options
  let letters = new Map<string, DeadLetter>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  function schedule(): void {
    timer ??= setTimeout(flush, options.everyMs ?? 5000)
  }

  /** One write at a time: while the store is slow the letters are summed up further instead of piling up. */
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (letters.size === 0 || writing !== undefined) return
    const batch = [...letters.values()]
    letters = new Map()
    for (const { door, origin, reason, count, detail } of batch) {
      log.warn('samples were refused', { door, origin, reason, count, detail })
    }
    writing = write(batch).finally(() => {
      writing = undefined
      if (letters.size > 0) schedule()
    })
  }

  async function write(batch: readonly DeadLetter[]): Promise<void> {
    try {
      await options.write(batch)
    } catch (error) {
      lost.inc(batch.length)
      log.warn('dead letters could not be kept', { letters: batch.length, reason: messageOf(error) })
    }
  }

  async function writeAll(): Promise<void> {
    while (letters.size > 0 || writing !== undefined) {
      flush()
      await writing
    }
  }

  return {
    add(letter) {
      const full = letters.size >= MOST_LETTERS
      const kept = full
        ? { ...letter, origin: 'several', detail: 'more kinds of refusals than are kept apart' }
        : letter
      const key = `${kept.project}\0${kept.door}\0${kept.origin}\0${kept.reason}`
      const known = letters.get(key)
      letters.set(
        key,
        known === undefined ? { ...kept, timeMs: nowMs() } : { ...known, count: known.count + kept.count },
      )
      schedule()
    },
    async close(deadlineMs) {
      const { promise: timeIsUp, resolve: endTime } = Promise.withResolvers<void>()
      const deadline = setTimeout(endTime, deadlineMs)
      await Promise.race([writeAll(), timeIsUp])
      clearTimeout(deadline)
      clearTimeout(timer)
    },
  }
}
