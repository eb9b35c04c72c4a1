/** At how many series of a group there is a value, step by step. Columns without gaps are counted for all steps at once. */
import { ABSENT, FLOAT } from '../../values/column.ts'

export class Presence {
  readonly #steps: number
  #everywhere = 0
  #some: Uint32Array | undefined

  constructor(steps: number) {
    this.#steps = steps
  }

  addEverywhere(): void {
    this.#everywhere++
  }

  addAt(step: number): void {
    this.#some ??= new Uint32Array(this.#steps)
    this.#some[step]!++
  }

  /** Counts the steps whose kind is not ABSENT. */
  addKinds(kinds: Uint8Array): void {
    this.#some ??= new Uint32Array(this.#steps)
    const some = this.#some
    for (let step = 0; step < kinds.length; step++) if (kinds[step] !== ABSENT) some[step]!++
  }

  /** Counts the steps whose kind is FLOAT. */
  addFloats(kinds: Uint8Array): void {
    this.#some ??= new Uint32Array(this.#steps)
    const some = this.#some
    for (let step = 0; step < kinds.length; step++) if (kinds[step] === FLOAT) some[step]!++
  }

  at(step: number): number {
    return this.#some === undefined ? this.#everywhere : this.#everywhere + this.#some[step]!
  }

  /** As a column's kinds: FLOAT wherever something was counted, undefined where that is everywhere. */
  kinds(): Uint8Array | undefined {
    if (this.#everywhere > 0) return undefined
    const kinds = new Uint8Array(this.#steps)
    if (this.#some === undefined) return kinds
    let present = 0
    for (let step = 0; step < kinds.length; step++) {
      if (this.#some[step]! === 0) continue
      kinds[step] = FLOAT
      present++
    }
    return present === kinds.length ? undefined : kinds
  }
}
