/** A query that can't be read: what is wrong and where, as Prometheus says it. */
import { positionOf } from './place.ts'
import type { Place } from './tree.ts'

export class ParseError extends Error {
  override name = 'ParseError'
  readonly place: Place
  /** Without the place. */
  readonly problem: string

  constructor(query: string, place: Place, problem: string, options?: { cause: unknown }) {
    super(`${positionOf(query, place.from)}: parse error: ${problem}`, options)
    this.place = place
    this.problem = problem
  }
}
