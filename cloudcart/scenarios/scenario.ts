/** What a game day is written in: the story of an incident, and beside it what must show. */
import type { FaultName, Grade } from '../contracts/faults.ts'
import type { ServiceName } from '../contracts/services.ts'

export interface Scenario {
  readonly title: string
  /** What happens, for the person who plays; no solution in it. */
  readonly story: string
  readonly timeline: readonly Moment[]
}

export type Moment =
  | { readonly atSeconds: number; readonly start: FaultName; readonly grade: Exclude<Grade, 0> }
  | { readonly atSeconds: number; readonly end: FaultName }

export interface Expected {
  /** The cause, in a sentence. */
  readonly broken: string
  /** Questions in PromQL that find something while it is broken. `$window` is a range of a few scrapes, `$before` one of ten times that. */
  readonly metrics: readonly Shows[]
  /** Calls that traces must show. */
  readonly edges: readonly Edge[]
  readonly logs: readonly LogShows[]
  readonly alert: ExpectedAlert
  /** Questions that must find nothing all the while: what looks guilty and isn't. */
  readonly innocent: readonly Question[]
}

export interface Question {
  readonly says: string
  readonly query: string
}

export interface Shows extends Question {
  readonly withinSeconds: number
}

export interface Edge {
  readonly from: ServiceName
  readonly to: ServiceName
  /** Whether the callee must have answered with an error. */
  readonly failed?: boolean
}

export interface LogShows {
  readonly service: ServiceName
  readonly says: RegExp
}

export interface ExpectedAlert {
  readonly name: string
  readonly query: string
  /** How long the query must find something without a gap. */
  readonly forSeconds: number
  /** From the first fault on. */
  readonly withinSeconds: number
}
