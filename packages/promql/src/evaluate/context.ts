/** What every node of a query shares while it is evaluated. */
import type { Annotations } from '../annotations.ts'
import type { Grid } from '../values/grid.ts'
import type { Budget } from './budget.ts'

export interface Context {
  readonly grid: Grid
  /** The whole query's, in subqueries too; an instant query has the step 0. */
  readonly queryTimes: { readonly startMs: number; readonly endMs: number; readonly stepMs: number }
  readonly annotations: Annotations
  /** Names are marked to be dropped and dropped at the end (Prometheus's promql-delayed-name-removal); else at once. */
  readonly delayedNames: boolean
  /** How far back an instant selector looks for a sample. */
  readonly lookbackMs: number
  readonly budget: Budget
  /** To be awaited between series when it answers a promise: others get their turn. Throws when the query was stopped. */
  readonly breathe: (work?: number) => Promise<void> | undefined
}
