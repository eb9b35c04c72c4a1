/** What costs most, and what has changed: two answers that meet in one list. Pure. */
import type { CountByName, CountChange } from '@vedette/api'

export interface Cost extends CountByName {
  /** Undefined where it is not known. */
  readonly change?: Change | undefined
}

export type Change = Pick<CountChange, 'added' | 'gone'>

const UNCHANGED: Change = { added: 0, gone: 0 }

/** The costliest, each with its change, and behind them as many of the most changed. `asked`: of how many changes there would be an answer. */
export function costsWithChanges(
  costs: readonly CountByName[],
  changes: readonly CountChange[] | undefined,
  asked: number,
): Cost[] {
  if (changes === undefined) return [...costs]
  const byName = new Map(changes.map(change => [change.name, change]))
  // A list that ends by itself leaves out only what did not change.
  const unlisted = changes.length < asked ? UNCHANGED : undefined
  const known = new Set(costs.map(({ name }) => name))
  return [
    ...costs.map(cost => ({ ...cost, change: byName.get(cost.name) ?? unlisted })),
    ...changes
      .slice(0, costs.length)
      .filter(({ name }) => !known.has(name))
      .map(change => ({ name: change.name, value: change.now, change })),
  ]
}

/** `+8 −3`; what is missing of the two is 0. */
export function changeText({ added, gone }: Change): string {
  const parts = [
    ...(added > 0 ? [`+${added.toLocaleString('en')}`] : []),
    ...(gone > 0 ? [`\u2212${gone.toLocaleString('en')}`] : []),
  ]
  return parts.length === 0 ? '0' : parts.join(' ')
}
