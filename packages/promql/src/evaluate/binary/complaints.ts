/** What operators have to say of values that they can't join. As in Prometheus only the last complaint of each step is heard. */
import type { Binary } from '../../syntax/tree.ts'
import type { Context } from '../context.ts'

export interface Complaint {
  readonly level: 'warning' | 'info'
  readonly message: string
}

export class Complaints {
  #last: (Complaint | undefined)[] | undefined
  readonly #steps: number

  constructor(steps: number) {
    this.#steps = steps
  }

  add(step: number, complaint: Complaint): void {
    this.#last ??= new Array<Complaint | undefined>(this.#steps).fill(undefined)
    this.#last[step] = complaint
  }

  say({ place }: Binary, { annotations }: Context): void {
    for (const complaint of this.#last ?? []) {
      if (complaint?.level === 'warning') annotations.warn(complaint.message, place)
      else if (complaint !== undefined) annotations.info(complaint.message, place)
    }
  }
}
