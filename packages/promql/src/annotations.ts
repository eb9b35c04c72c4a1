/**
 * What a query wants its reader to know beside the answer: warnings (the answer may be wrong) and infos (it may not be what you meant). Each
 * says where in the query it comes from. Worded as Prometheus words them, because people search for the words.
 */

import { positionOf } from './syntax/place.ts'
import type { Place } from './syntax/tree.ts'

export class Annotations {
  readonly #query: string
  readonly #warnings = new Set<string>()
  readonly #infos = new Set<string>()

  constructor(query: string) {
    this.#query = query
  }

  /** `message` without the prefix `PromQL warning: ` and without the place. */
  warn(message: string, place: Place): void {
    this.#warnings.add(`PromQL warning: ${message} (${positionOf(this.#query, place.from)})`)
  }

  info(message: string, place: Place): void {
    this.#infos.add(`PromQL info: ${message} (${positionOf(this.#query, place.from)})`)
  }

  get warnings(): string[] {
    return [...this.#warnings]
  }

  get infos(): string[] {
    return [...this.#infos]
  }
}
