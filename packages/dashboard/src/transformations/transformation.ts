/** What all transformations are: frames in, frames out, the options as the dashboard has them. */
import type { FieldNames } from '../field-name.ts'
import type { Frame } from '../frame.ts'
import type { Scope } from '../scope.ts'
import type { Options } from './options.ts'

export interface TransformContext {
  /** Among the frames that come in. */
  readonly names: FieldNames
  readonly scope: Scope
  /** To people: what was left out, and why. */
  say(words: string): void
}

export type Transform = (
  frames: readonly Frame[],
  options: Options,
  context: TransformContext,
) => readonly Frame[]

/** The transformation can't be done; its words are for people. */
export class TransformError extends Error {
  override name = 'TransformError'
}

/** More than any table shows. What would be larger is cut, and said. */
export const MOST_ROWS = 1_000_000
export const MOST_CELLS = 5_000_000
export const MOST_FIELDS = 10_000

/** How many rows of so many columns there may be. */
export function mostRows(columns: number): number {
  return Math.min(MOST_ROWS, Math.floor(MOST_CELLS / Math.max(1, columns)))
}
