/**
 * What runs and waits: each query with a number by which it can be seen and stopped, a timeout, and a turn among the others.
 */
import { QueryError } from '@vedette/promql'
import { gaugeOf } from '../../self/metrics.ts'
import { QueryTurns } from './query-turns.ts'

export type QueryKind = 'instant' | 'range' | 'read'

export interface RunningQuery {
  readonly id: string
  readonly project: string
  readonly query: string
  readonly kind: QueryKind
  readonly startedMs: number
  readonly state: 'waiting' | 'running'
}

export interface Asked {
  readonly project: string
  readonly query: string
  readonly kind: QueryKind
  /** Never more than the configured one. */
  readonly timeoutMs: number | undefined
  /** Ends the query when nobody waits any more. */
  readonly signal: AbortSignal | undefined
}

export interface RunningQueriesOptions {
  readonly maxConcurrency: number
  readonly timeoutMs: number
  readonly nowMs: () => number
}

export class RunningQueries {
  readonly #options: RunningQueriesOptions
  readonly #turns: QueryTurns
  readonly #queries = new Map<string, { info: RunningQuery; readonly stop: AbortController }>()
  #lastId = 0

  constructor(options: RunningQueriesOptions) {
    this.#options = options
    this.#turns = new QueryTurns(options.maxConcurrency)
    gaugeOf('vedette_query_running', 'PromQL queries that run now.', () => this.#turns.running)
    gaugeOf('vedette_query_waiting', 'PromQL queries that wait for their turn.', () => this.#turns.waiting)
  }

  /** Follows `work` from its start to its end. What costs much comes after `turn()`, which the end of `work` gives back. */
  async follow<T>(
    asked: Asked,
    work: (signal: AbortSignal, turn: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const { project, query, kind } = asked
    const id = String(++this.#lastId)
    const stop = new AbortController()
    const hungUp = (): void => stop.abort(canceled())
    asked.signal?.addEventListener('abort', hungUp, { once: true })
    if (asked.signal?.aborted) hungUp()
    const timeoutMs = Math.min(asked.timeoutMs ?? this.#options.timeoutMs, this.#options.timeoutMs)
    const timer = setTimeout(() => stop.abort(timedOut()), timeoutMs)
    if (timeoutMs <= 0) stop.abort(new QueryError('timeout', 'query timed out in query queue'))
    const entry = {
      info: { id, project, query, kind, startedMs: this.#options.nowMs(), state: 'waiting' } as RunningQuery,
      stop,
    }
    this.#queries.set(id, entry)
    let giveBack: (() => void) | undefined
    try {
      return await work(stop.signal, async () => {
        if (stop.signal.aborted) throw stop.signal.reason
        giveBack = await this.#turns.take(stop.signal)
        entry.info = { ...entry.info, state: 'running' }
      })
    } finally {
      giveBack?.()
      clearTimeout(timer)
      asked.signal?.removeEventListener('abort', hungUp)
      this.#queries.delete(id)
    }
  }

  list(): readonly RunningQuery[] {
    return [...this.#queries.values()].map(({ info }) => info)
  }

  /** False where no such query runs any more. */
  kill(id: string, project: string | undefined): boolean {
    const entry = this.#queries.get(id)
    if (entry === undefined || (project !== undefined && entry.info.project !== project)) return false
    entry.stop.abort(new QueryError('canceled', 'query was killed'))
    return true
  }
}

function timedOut(): QueryError {
  return new QueryError('timeout', 'query timed out in expression evaluation')
}

function canceled(): QueryError {
  return new QueryError('canceled', 'query was canceled in expression evaluation')
}
