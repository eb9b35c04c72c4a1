/** A function over instant vectors, scalars and strings. */

import type { Matcher } from '@vedette/model'
import type { Context } from '../../evaluate/context.ts'
import type { Call, VectorSelector } from '../../syntax/tree.ts'
import type { VectorStream } from '../../values/vector.ts'

export interface InstantCall {
  readonly call: Call
  readonly context: Context
  /** Evaluates the argument; each may be asked for once. */
  vector(index: number): Promise<VectorStream>
  /** One value per step. */
  scalar(index: number): Promise<Float64Array>
  string(index: number): string
  /** When each series that the matchers find was sampled last, in seconds, at each step; for functions that look things up by themselves. */
  selectTimes(matchers: readonly Matcher[], like?: VectorSelector): Promise<VectorStream>
}

/** Answers a vector, or a scalar as one value per step. */
export type InstantFunction = (call: InstantCall) => Promise<VectorStream | Float64Array>
