/**
 * Runs PromQL queries for whoever asks: within limits, in turns, each with a number by which it can be seen and stopped while it runs, and with
 * its cost told afterwards.
 */
import { formatMatcher } from '@vedette/model'
import {
  Budget,
  type BudgetLimits,
  type Expr,
  evaluateQuery,
  type QueryCost,
  QueryError,
  type QueryValue,
  type ResultSeries,
  type SeriesSource,
  SharedMemory,
  typeOf,
} from '@vedette/promql'
import type { VedetteConfig } from '../../config/index.ts'
import { messageOf, VedetteError } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter, gaugeOf, histogram } from '../../self/metrics.ts'
import { ParsedQueries } from './parsed-queries.ts'
import { NO_QUERY_LOG, openQueryLog, type QueryLog } from './query-log.ts'
import { type QueryKind, RunningQueries, type RunningQuery } from './running-queries.ts'
import { readEncoded, type SeriesQuery, type SeriesToEncode } from './series-reading.ts'

const duration = histogram(
  'vedette_query_duration_seconds',
  'How long PromQL queries took, waiting for their turn included.',
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
  ['kind'],
)
const failed = counter('vedette_query_failures_total', 'PromQL queries without an answer, by reason.', [
  'reason',
])
const samplesRead = counter('vedette_query_samples_read_total', 'Samples that PromQL queries looked at.')
const seriesRead = counter('vedette_query_series_read_total', 'Series that PromQL queries selected.')

export type QuerySettings = VedetteConfig['query']

export interface QueryRequest {
  readonly project: string
  readonly query: string
  readonly startMs: number
  /** Both given: a range query. */
  readonly endMs?: number
  readonly stepMs?: number
  /** Never more than the configured one. */
  readonly timeoutMs?: number
  readonly lookbackMs?: number
  /** Ends the query when nobody waits any more. */
  readonly signal?: AbortSignal
}

export interface QueryAnswer {
  readonly value: QueryValue
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
  readonly cost: QueryCost
  readonly timing: QueryTiming
}

/** In milliseconds. */
export interface QueryTiming {
  readonly parse: number
  readonly queue: number
  readonly select: number
  readonly evaluate: number
  readonly total: number
}

export interface SeriesRequest {
  readonly project: string
  readonly queries: readonly SeriesQuery[]
  readonly encode: (series: SeriesToEncode, queryIndex: number) => readonly Uint8Array[]
  readonly signal: AbortSignal
}

export interface EncodedSeries {
  /** What `encode` answered, by query, in the order of labels. */
  readonly ofQueries: readonly (readonly Uint8Array[])[]
  /** To be called when it was sent: until then it counts as memory of queries. */
  readonly release: () => void
}

/** An instant question of another room; a scalar comes as one sample without labels. */
export type QueryFn = (
  project: string,
  query: string,
  atMs: number,
  signal: AbortSignal,
) => Promise<readonly ResultSeries[]>

export interface QueryService {
  run(request: QueryRequest): Promise<QueryAnswer>
  /** Whole series, for another system that reads from this one. */
  read(request: SeriesRequest): Promise<EncodedSeries>
  parse(query: string): Expr
  running(): readonly RunningQuery[]
  /** False where no such query runs any more. */
  kill(id: string, project: string | undefined): boolean
  readonly instantVector: QueryFn
  close(): Promise<void>
}

export interface QueryServiceOptions {
  readonly settings: QuerySettings
  readonly sourceOf: (project: string) => SeriesSource
  readonly log: Log
  readonly nowMs: () => number
}

export function createQueryService(options: QueryServiceOptions): QueryService {
  const { settings, sourceOf, log, nowMs } = options
  const parsed = new ParsedQueries(settings.experimental)
  const running = new RunningQueries({ ...settings, nowMs })
  const limits: BudgetLimits = {
    maxSamples: settings.maxSamples,
    maxSamplesRead: settings.maxSamplesRead,
    maxSeries: settings.maxSeries,
    maxBytes: settings.memoryBytes,
  }
  const memory = new SharedMemory(settings.allMemoryBytes)
  const queryLog: QueryLog = settings.logFile === '' ? NO_QUERY_LOG : openQueryLog(settings.logFile, log)
  gaugeOf('vedette_query_memory_bytes', 'Memory that running PromQL queries hold.', () => memory.usedBytes)

  async function run(request: QueryRequest): Promise<QueryAnswer> {
    const kind = request.stepMs === undefined ? 'instant' : 'range'
    const startedMs = performance.now()
    const { project, query, timeoutMs, signal } = request
    try {
      const answer = await running.follow({ project, query, kind, timeoutMs, signal }, (stop, turn) =>
        evaluated(request, kind, startedMs, stop, turn),
      )
      noteCost(request, answer, undefined, startedMs)
      return answer
    } catch (error) {
      const shown = refused(error)
      noteCost(request, undefined, shown.message, startedMs)
      throw shown
    } finally {
      took(kind, startedMs)
    }
  }

  async function evaluated(
    request: QueryRequest,
    kind: QueryKind,
    startedMs: number,
    signal: AbortSignal,
    turn: () => Promise<void>,
  ): Promise<QueryAnswer> {
    const expr = parsed.parse(request.query)
    if (kind === 'range') refuseRangeOf(expr)
    const parsedMs = performance.now()
    await turn()
    const begunMs = performance.now()
    const result = await evaluateQuery(expr, {
      query: request.query,
      source: sourceOf(request.project),
      startMs: request.startMs,
      ...(request.endMs === undefined ? {} : { endMs: request.endMs }),
      ...(request.stepMs === undefined ? {} : { stepMs: request.stepMs }),
      lookbackMs: request.lookbackMs ?? settings.lookbackMs,
      delayedNames: settings.delayedNames,
      limits,
      memory,
      signal,
      pause: () => new Promise(resolve => setImmediate(resolve)),
    })
    const { cost } = result
    samplesRead.inc(cost.samples)
    seriesRead.inc(cost.series)
    return {
      ...result,
      timing: {
        parse: parsedMs - startedMs,
        queue: begunMs - parsedMs,
        select: cost.selectMs,
        evaluate: cost.evaluateMs,
        total: performance.now() - startedMs,
      },
    }
  }

  async function read(request: SeriesRequest): Promise<EncodedSeries> {
    const startedMs = performance.now()
    const { project, signal, queries, encode } = request
    const query = queries.map(({ matchers }) => `{${matchers.map(formatMatcher).join(', ')}}`).join(' ')
    const budget = new Budget(limits, memory)
    try {
      const encoded = await running.follow(
        { project, query, kind: 'read', timeoutMs: undefined, signal },
        async (stop, turn) => {
          await turn()
          const ofQueries: Uint8Array[][] = []
          for (const [i, each] of queries.entries()) {
            ofQueries.push(
              await readEncoded(sourceOf(project), each, series => encode(series, i), budget, stop),
            )
          }
          return ofQueries
        },
      )
      samplesRead.inc(budget.samplesRead)
      seriesRead.inc(budget.seriesRead)
      return { ofQueries: encoded, release: () => budget.close() }
    } catch (error) {
      budget.close()
      throw refused(error)
    } finally {
      took('read', startedMs)
    }
  }

  function refused(error: unknown): VedetteError {
    const shown = inCatalogue(error)
    failed.inc({ reason: shown.code })
    return shown
  }

  function took(kind: QueryKind, startedMs: number): void {
    duration.observe({ kind }, (performance.now() - startedMs) / 1000)
  }

  /** Into the query log, and for a slow query into the log that people read. */
  function noteCost(
    request: QueryRequest,
    answer: QueryAnswer | undefined,
    error: string | undefined,
    startedMs: number,
  ): void {
    if (queryLog !== NO_QUERY_LOG) queryLog.write(logEntry(request, answer, error, nowMs()))
    const tookMs = performance.now() - startedMs
    if (settings.slowMs === 0 || tookMs < settings.slowMs) return
    log.warn('A query was slow', {
      query: request.query.slice(0, 1000),
      project: request.project,
      milliseconds: Math.round(tookMs),
      ...(error === undefined ? {} : { error }),
      ...(answer === undefined
        ? {}
        : { series: answer.cost.series, samples: answer.cost.samples, way: wayOf(answer.cost) }),
    })
  }

  return {
    run,
    parse: query => parsed.parse(query),
    read,
    running: () => running.list(),
    kill: (id, project) => running.kill(id, project),
    async instantVector(project, query, atMs, signal) {
      const { value } = await run({ project, query, startMs: atMs, signal })
      if (value.kind === 'vector') return value.series
      if (value.kind !== 'scalar') {
        throw new VedetteError('bad-request', 'the expression answers neither a vector nor a scalar')
      }
      return [{ labels: [], column: { values: value.values, kinds: undefined, histograms: undefined } }]
    },
    close: () => queryLog.close(),
  }
}

function refuseRangeOf(expr: Expr): void {
  const type = typeOf(expr)
  if (type === 'scalar' || type === 'vector') return
  const name = type === 'matrix' ? 'range vector' : type
  throw new VedetteError(
    'bad-request',
    `invalid parameter "query": invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
  )
}

export function wayOf({ selectors }: QueryCost): string {
  return [...new Set(selectors.map(({ way }) => way))].join(', ')
}

function logEntry(
  { query, startMs, endMs, stepMs, project }: QueryRequest,
  answer: QueryAnswer | undefined,
  error: string | undefined,
  atMs: number,
): object {
  return {
    params: {
      query,
      start: new Date(startMs).toISOString(),
      end: new Date(endMs ?? startMs).toISOString(),
      step: (stepMs ?? 0) / 1000,
      project,
    },
    ...(error === undefined ? {} : { error }),
    ...(answer === undefined ? {} : { stats: statsOf(answer) }),
    ts: new Date(atMs).toISOString(),
  }
}

/** In Prometheus's shape, and what only we know under `vedette`. */
export function statsOf({ cost, timing }: Pick<QueryAnswer, 'cost' | 'timing'>): object {
  return {
    timings: {
      evalTotalTime: (timing.select + timing.evaluate) / 1000,
      resultSortTime: 0,
      queryPreparationTime: (timing.parse + timing.select) / 1000,
      innerEvalTime: timing.evaluate / 1000,
      execQueueTime: timing.queue / 1000,
      execTotalTime: timing.total / 1000,
    },
    samples: {
      totalQueryableSamples: cost.queryableSamples,
      samplesRead: cost.newSamples,
      peakSamples: Math.ceil(cost.peakBytes / 8),
    },
    vedette: {
      way: wayOf(cost),
      series: cost.series,
      samples: cost.samples,
      bytes: cost.bytes,
      peakBytes: cost.peakBytes,
      milliseconds: timing,
      selectors: cost.selectors,
    },
  }
}

const CODES = {
  bad_data: 'bad-request',
  execution: 'limit-exceeded',
  timeout: 'timeout',
  canceled: 'canceled',
  internal: 'internal',
} as const

function inCatalogue(error: unknown): VedetteError {
  if (error instanceof VedetteError) return error
  if (error instanceof QueryError) return new VedetteError(CODES[error.kind], error.message, { cause: error })
  return new VedetteError('internal', messageOf(error), { cause: error })
}
