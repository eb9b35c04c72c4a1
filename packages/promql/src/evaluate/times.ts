/** Which times a selector or a subquery looks at, given the steps at which it is evaluated: offset, @ and range applied. */
import type { WindowSpec } from '../functions/range/windows.ts'
import type { AtModifier, DurationExpr, Subquery, VectorSelector } from '../syntax/tree.ts'
import { endOf, type Grid, gridOf } from '../values/grid.ts'

export interface QueryTimes {
  /** What `start()` and `end()` mean, in subqueries too. */
  readonly startMs: number
  readonly endMs: number
  readonly lookbackMs: number
  /** The step of a subquery that names none. */
  readonly defaultStepMs: (rangeMs: number) => number
}

/** Computed durations are resolved before evaluation (see syntax/durations.ts), so that only plain ones are left. */
export function durationMs(duration: DurationExpr | undefined): number {
  if (duration === undefined) return 0
  if (duration.kind !== 'duration')
    throw new TypeError(`a duration of kind ${duration.kind} was not resolved`)
  return duration.ms
}

/** A window for each step. With @ they are all the same one. */
export function windowsFor(
  node: Pick<VectorSelector, 'offset' | 'at'>,
  lengthMs: number,
  grid: Grid,
  times: QueryTimes,
): WindowSpec {
  const offsetMs = durationMs(node.offset)
  const { count } = grid
  if (node.at === undefined) {
    return { count, firstEndMs: grid.startMs - offsetMs, stepMs: grid.stepMs, lengthMs }
  }
  return { count, firstEndMs: timeOf(node.at, times) - offsetMs, stepMs: 0, lengthMs }
}

/** The steps at which a subquery evaluates what stands in it: multiples of its own step, so that windows that overlap share them. */
export function subqueryGrid(node: Subquery, windows: WindowSpec, times: QueryTimes): Grid {
  const stepMs = node.step === undefined ? times.defaultStepMs(windows.lengthMs) : durationMs(node.step)
  const afterMs = windows.firstEndMs - windows.lengthMs
  return gridOf((Math.floor(afterMs / stepMs) + 1) * stepMs, lastEndMs(windows), stepMs)
}

export function lastEndMs(windows: WindowSpec): number {
  return windows.firstEndMs + (windows.count - 1) * windows.stepMs
}

export function oneStep(grid: Grid): Grid {
  return { startMs: grid.startMs, stepMs: grid.stepMs, count: 1 }
}

export function isOneStep(grid: Grid): boolean {
  return endOf(grid) === grid.startMs
}

function timeOf(at: AtModifier, times: QueryTimes): number {
  return at.kind === 'time' ? at.timeMs : at.kind === 'start' ? times.startMs : times.endMs
}
