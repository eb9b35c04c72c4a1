/** Where an expression stands while it is evaluated: at the query's own steps, at a subquery's, or at one step for all. */
import type { SeriesSource } from '../source.ts'
import type { Grid } from '../values/grid.ts'
import type { Context } from './context.ts'
import type { Plan } from './plan.ts'
import type { Reads } from './reads.ts'
import type { Repeated } from './repeated.ts'
import type { QueryTimes } from './times.ts'

export interface Frame extends Context {
  readonly run: QueryRun
  /** How often each sample counts: at every step where one step stands for all, not at all in a subquery that a function looks at. */
  readonly weight: number
}

/** What belongs to the whole query. */
export interface QueryRun {
  readonly times: QueryTimes
  readonly source: SeriesSource
  readonly signal: AbortSignal
  readonly plan: Plan
  readonly reads: Reads
  readonly repeated: Repeated
}

export function withGrid(frame: Frame, grid: Grid): Frame {
  return { ...frame, grid }
}
