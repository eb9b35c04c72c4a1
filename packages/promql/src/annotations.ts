/**
 * What a query wants its reader to know beside the answer: warnings (the answer may be wrong) and infos (it may not be what you meant). Each
 * says where in the query it comes from. Worded as Prometheus words them, because people search for the words.
 */
import { positionOf } from './syntax/place.ts'
import type { Place } from './syntax/tree.ts'

interface Annotation {
  readonly level: 'warning' | 'info'
  readonly message: string
  readonly at: number
}

export class Annotations {
  readonly #query: string
  readonly #all = new Map<string, Annotation>()

  constructor(query: string) {
    this.#query = query
  }

  /** `message` without the prefix `PromQL warning: ` and without the place. */
  warn(message: string, place: Place): void {
    this.#add({ level: 'warning', message, at: place.from })
  }

  info(message: string, place: Place): void {
    this.#add({ level: 'info', message, at: place.from })
  }

  get count(): number {
    return this.#all.size
  }

  /** Says again what was said since, `by` characters on: for an expression that is evaluated once and stands in the query twice. */
  repeat(since: number, until: number, by: number): void {
    for (const said of [...this.#all.values()].slice(since, until)) this.#add({ ...said, at: said.at + by })
  }

  get warnings(): string[] {
    return this.#texts('warning')
  }

  get infos(): string[] {
    return this.#texts('info')
  }

  #add(annotation: Annotation): void {
    const key = `${annotation.level} ${annotation.at} ${annotation.message}`
    if (!this.#all.has(key)) this.#all.set(key, annotation)
  }

  #texts(level: Annotation['level']): string[] {
    const texts = new Set<string>()
    for (const said of this.#all.values()) {
      if (said.level !== level) continue
      texts.add(`PromQL ${level}: ${said.message} (${positionOf(this.#query, said.at)})`)
    }
    return [...texts]
  }
}
