/**
 * What a query wants its reader to know beside the answer: warnings (the answer may be wrong) and infos (it may not be what you meant). Each
 * says where in the query it comes from; what is true of several places is shown with the last that is evaluated. Worded as Prometheus words
 * them, because people search for the words.
 */
import { positionOf } from './syntax/place.ts'
import type { Place } from './syntax/tree.ts'

interface Annotation {
  readonly level: 'warning' | 'info'
  readonly message: string
  readonly place: Place
}

export class Annotations {
  readonly #query: string
  readonly #all = new Map<string, Annotation>()

  constructor(query: string) {
    this.#query = query
  }

  /** `message` without the prefix `PromQL warning: ` and without the place. */
  warn(message: string, place: Place): void {
    this.#add({ level: 'warning', message, place })
  }

  info(message: string, place: Place): void {
    this.#add({ level: 'info', message, place })
  }

  get count(): number {
    return this.#all.size
  }

  /** Says again what was said since, `by` characters on: for an expression that is evaluated once and stands in the query twice. */
  repeat(since: number, until: number, by: number): void {
    for (const said of [...this.#all.values()].slice(since, until)) {
      const { from, to } = said.place
      this.#add({ ...said, place: { from: from + by, to: to + by } })
    }
  }

  get warnings(): string[] {
    return this.#texts('warning')
  }

  get infos(): string[] {
    return this.#texts('info')
  }

  #add(annotation: Annotation): void {
    const { level, place, message } = annotation
    const key = `${level} ${place.from} ${place.to} ${message}`
    if (!this.#all.has(key)) this.#all.set(key, annotation)
  }

  #texts(level: Annotation['level']): string[] {
    const lastPlace = new Map<string, Place>()
    for (const { level: own, message, place } of this.#all.values()) {
      if (own !== level) continue
      const known = lastPlace.get(message)
      if (known === undefined || isLater(place, known)) lastPlace.set(message, place)
    }
    return Array.from(
      lastPlace,
      ([message, { from }]) => `PromQL ${level}: ${message} (${positionOf(this.#query, from)})`,
    )
  }
}

/** What stands further right is evaluated later, and what is within an expression before the expression. */
function isLater(a: Place, b: Place): boolean {
  return a.to > b.to || (a.to === b.to && a.from < b.from)
}
