/**
 * Work on events while a database is away: it waits until the database is back. Whoever counts attempts would give up within seconds, and an
 * event that is given up is nobody's fault then, and lost all the same.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../logs.ts'
import { DatabaseError } from './database.ts'

export interface PatienceOptions {
  readonly log: Pick<Log, 'warn' | 'info'>
  /** Nobody wants it any more: it fails then with what the database said. */
  readonly signal: AbortSignal
  /** The first pause; it doubles. */
  readonly pauseMs?: number
}

const PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000

export async function onceReachable<T>(work: () => Promise<T>, options: PatienceOptions): Promise<T> {
  const { log, signal, pauseMs = PAUSE_MS } = options
  for (let tried = 1; ; tried++) {
    try {
      const done = await work()
      if (tried > 1) log.info('the database is back; events are handled again')
      return done
    } catch (error) {
      const away = error instanceof DatabaseError && error.code === 'unreachable'
      if (!away || signal.aborted) throw error
      if (tried === 1) log.warn('events wait for the database', { reason: error.message })
      await pause(Math.min(pauseMs * 2 ** (tried - 1), LONGEST_PAUSE_MS), undefined, { signal }).catch(
        () => {},
      )
    }
  }
}
