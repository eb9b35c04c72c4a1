/**
 * What a query wants its reader to know beside the answer: warnings (the answer may be wrong) and infos (it may not be what you meant). Each
 * says where in the query it comes from; what is true of several places is shown with the last that is evaluated. Worded as Prometheus words
 * them, because people search for the words.
 */
import { positionOf } from './syntax/place.ts'
import type { Place } from './syntax/tree.ts'

/** What an info gathers from all places that say it. */
export interface Finding {
  readonly text: string
  joined(other: this): this
}

interface Annotation {
  readonly level: 'warning' | 'info'
  readonly message: string
  readonly place: Place
  readonly finding?: Finding | undefined
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

  /** With a finding it is shown where it is said first, and as one with all findings of the same message. */
  info(message: string, place: Place, finding?: Finding): void {
    this.#add({ level: 'info', message, place, finding })
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
    const known = this.#all.get(key)
    this.#all.set(key, known === undefined ? annotation : together(known, annotation, known.place))
  }

  #texts(level: Annotation['level']): string[] {
    const shown = new Map<string, Annotation>()
    for (const said of this.#all.values()) {
      if (said.level !== level) continue
      const known = shown.get(said.message)
      shown.set(said.message, known === undefined ? said : together(known, said, shownPlace(known, said)))
    }
    return Array.from(
      shown.values(),
      ({ message, place, finding }) =>
        `PromQL ${level}: ${message}${finding?.text ?? ''} (${positionOf(this.#query, place.from)})`,
    )
  }
}

function together(a: Annotation, b: Annotation, place: Place): Annotation {
  if (a.finding === undefined || b.finding === undefined) return { ...a, place }
  return { ...a, place, finding: a.finding.joined(b.finding) }
}

function shownPlace(a: Annotation, b: Annotation): Place {
  const wantsFirst = a.finding !== undefined
  return isLater(b.place, a.place) === wantsFirst ? a.place : b.place
}

/** What stands further right is evaluated later, and what is within an expression before the expression. */
function isLater(a: Place, b: Place): boolean {
  return a.to > b.to || (a.to === b.to && a.from < b.from)
}
