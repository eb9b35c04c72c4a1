/** What was asked in this browser, newest first: bounded, each query once, and never in the way where storage is refused. */
export interface PastQuery {
  readonly text: string
  readonly atMs: number
}

const KEY = 'vedette.explore.history'
export const MOST_KEPT = 100
const LONGEST = 4_000

export type TextStore = Pick<Storage, 'getItem' | 'setItem'>

export function pastQueries(store: TextStore): readonly PastQuery[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isPastQuery).slice(0, MOST_KEPT) : []
  } catch {
    return []
  }
}

export function rememberQuery(store: TextStore, text: string, atMs: number): void {
  const said = text.trim()
  if (said === '' || said.length > LONGEST) return
  const kept = [{ text: said, atMs }, ...pastQueries(store).filter(each => each.text !== said)].slice(
    0,
    MOST_KEPT,
  )
  try {
    store.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Full or forbidden: the page works without.
  }
}

/** From one query to an earlier (-1) or later (1) one that is not what stands there already; -1 is before the newest. */
export function stepInPast(past: readonly PastQuery[], at: number, direction: -1 | 1, shown: string): number {
  let next = at - direction
  while (past[next] !== undefined && past[next]!.text === shown.trim()) next -= direction
  return next >= past.length ? at : Math.max(-1, next)
}

function isPastQuery(value: unknown): value is PastQuery {
  const { text, atMs } = (value ?? {}) as Partial<PastQuery>
  return typeof text === 'string' && text.length <= LONGEST && typeof atMs === 'number'
}
