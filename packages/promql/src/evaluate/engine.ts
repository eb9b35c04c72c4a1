/** A query from its tree to its answer. */
import { Annotations } from '../annotations.ts'
import type { SeriesSource } from '../source.ts'
import { resolveDurations } from '../syntax/durations.ts'
import type { Expr } from '../syntax/tree.ts'
import { withoutParens } from '../syntax/walk.ts'
import { gridOf } from '../values/grid.ts'
import { Budget, type BudgetLimits, DEFAULT_LIMITS, type SharedMemory } from './budget.ts'
import { evaluate, evaluator } from './evaluate.ts'
import type { Frame } from './frame.ts'
import { planQuery } from './plan.ts'
import { QueryError } from './query-error.ts'
import { selectRange, subqueryRange } from './range-stream.ts'
import { Reads, type SelectorCost } from './reads.ts'
import { Repeated } from './repeated.ts'
import { finishSamples, finishVector, type QueryValue } from './result.ts'
import { sizeOf } from './sample-count.ts'
import type { QueryTimes } from './times.ts'

export interface QueryOptions {
  /** The text that the tree was parsed from: messages name places in it. */
  readonly query: string
  readonly source: SeriesSource
  readonly startMs: number
  /** With `stepMs` for a range query; without both the query is evaluated at `startMs` alone. */
  readonly endMs?: number
  readonly stepMs?: number
  readonly lookbackMs?: number
  readonly defaultStepMs?: (rangeMs: number) => number
  /** Prometheus's promql-delayed-name-removal. */
  readonly delayedNames?: boolean
  readonly limits?: Partial<BudgetLimits>
  readonly memory?: SharedMemory
  /** Aborting ends the query with the signal's reason where that is a QueryError, else as canceled. */
  readonly signal?: AbortSignal
  /** Lets others have their turn; called at most each `sliceMs`. */
  readonly pause?: () => Promise<void>
  readonly sliceMs?: number
  /** A clock for slices and for what the query cost. */
  readonly nowMs?: () => number
}

export interface QueryResult {
  readonly value: QueryValue
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
  readonly cost: QueryCost
}

export interface QueryCost {
  readonly selectors: readonly SelectorCost[]
  readonly series: number
  /** Samples that were handed to the evaluation. */
  readonly samples: number
  /** As Prometheus counts what a query looks at. */
  readonly queryableSamples: number
  readonly newSamples: number
  readonly bytes: number
  readonly peakBytes: number
  readonly selectMs: number
  readonly evaluateMs: number
}

const LOOKBACK_MS = 300_000
const SLICE_MS = 10
/** The clock is looked at once in so many columns. */
const WORK_PER_LOOK = 16
const NEVER = new AbortController().signal

export async function evaluateQuery(expr: Expr, options: QueryOptions): Promise<QueryResult> {
  const { query, startMs, signal = NEVER, nowMs = () => performance.now() } = options
  const isRange = options.stepMs !== undefined
  const stepMs = options.stepMs ?? 1
  const endMs = isRange ? (options.endMs ?? startMs) : startMs
  const grid = gridOf(startMs, endMs, stepMs)
  const times: QueryTimes = {
    startMs,
    endMs,
    lookbackMs: options.lookbackMs ?? LOOKBACK_MS,
    defaultStepMs: options.defaultStepMs ?? (() => 60_000),
  }
  const resolved = resolveDurations(expr, { stepMs: isRange ? stepMs : 0, rangeMs: endMs - startMs, query })
  const plan = planQuery(query, resolved, grid, times)
  const budget = new Budget({ ...DEFAULT_LIMITS, ...options.limits }, options.memory)
  const reads = new Reads(plan, options.source, budget, signal, nowMs)
  const frame: Frame = {
    grid,
    queryTimes: { startMs, endMs, stepMs: isRange ? stepMs : 0 },
    annotations: new Annotations(query),
    delayedNames: options.delayedNames ?? false,
    lookbackMs: times.lookbackMs,
    budget,
    breathe: breathing(signal, options.pause ?? pauseByTimer, options.sliceMs ?? SLICE_MS, nowMs),
    run: { times, source: options.source, signal, plan, reads, repeated: new Repeated() },
    weight: 1,
  }
  const startedMs = nowMs()
  try {
    const value = await answer(resolved, frame, isRange)
    const costs = reads.costs
    return {
      value,
      warnings: frame.annotations.warnings,
      infos: frame.annotations.infos,
      cost: {
        selectors: costs,
        series: budget.seriesRead,
        samples: budget.samplesRead,
        queryableSamples: budget.samples.queryable,
        newSamples: budget.samples.read,
        bytes: costs.reduce((sum, { bytes }) => sum + bytes, 0),
        peakBytes: budget.peakBytes,
        selectMs: reads.selectMs,
        evaluateMs: nowMs() - startedMs - reads.selectMs,
      },
    }
  } catch (error) {
    throw signal.aborted ? stopped(signal) : error
  } finally {
    reads.close()
    budget.close()
  }
}

async function answer(expr: Expr, frame: Frame, isRange: boolean): Promise<QueryValue> {
  const { grid } = frame
  const top = withoutParens(expr)
  if (top.kind === 'string') return { kind: 'string', value: top.value, timeMs: grid.startMs }
  if (top.kind === 'matrix') {
    const series = await finishSamples(await selectRange(top, frame), frame)
    for (const { timesMs, histograms } of series) {
      const samples = histograms.reduce((sum, each) => sum + sizeOf(each.histogram), timesMs.length)
      frame.budget.samples.add(samples, samples)
    }
    return { kind: 'samples', series }
  }
  if (top.kind === 'subquery') {
    const range = await subqueryRange(top, frame, evaluator.vectorOrScalar)
    return { kind: 'samples', series: await finishSamples(range, frame) }
  }
  const value = grid.count === 0 ? new Float64Array(0) : await evaluate(expr, frame)
  if (value instanceof Float64Array) return { kind: 'scalar', grid, values: value }
  const series = await finishVector(value, frame, isRange)
  return { kind: isRange ? 'matrix' : 'vector', grid, series }
}

function breathing(
  signal: AbortSignal,
  pause: () => Promise<void>,
  sliceMs: number,
  nowMs: () => number,
): (work?: number) => Promise<void> | undefined {
  let sinceMs = nowMs()
  let sinceLook = 0
  return (work = 1) => {
    sinceLook += work
    if (sinceLook < WORK_PER_LOOK) return undefined
    sinceLook = 0
    if (nowMs() - sinceMs < sliceMs) return undefined
    return pause().then(() => {
      if (signal.aborted) throw stopped(signal)
      sinceMs = nowMs()
    })
  }
}

function stopped(signal: AbortSignal): QueryError {
  return signal.reason instanceof QueryError
    ? signal.reason
    : new QueryError('canceled', 'query was canceled in expression evaluation')
}

function pauseByTimer(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0))
}
