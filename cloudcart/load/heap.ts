/** What is due first comes out first; of equals, what went in first. */

export interface Heap<T> {
  readonly size: number
  push(dueMs: number, item: T): void
  /** When the first is due; Infinity when there is none. */
  firstDueMs(): number
  pop(): T | undefined
}

interface Entry<T> {
  readonly dueMs: number
  readonly order: number
  readonly item: T
}

export function createHeap<T>(): Heap<T> {
  const entries: Entry<T>[] = []
  let pushed = 0
  const before = (a: number, b: number): boolean => {
    const [x, y] = [entries[a]!, entries[b]!]
    return x.dueMs < y.dueMs || (x.dueMs === y.dueMs && x.order < y.order)
  }
  const swap = (a: number, b: number): void => {
    const kept = entries[a]!
    entries[a] = entries[b]!
    entries[b] = kept
  }
  return {
    get size() {
      return entries.length
    },
    push(dueMs, item) {
      entries.push({ dueMs, order: pushed++, item })
      for (let at = entries.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!before(at, parent)) break
        swap(at, parent)
        at = parent
      }
    },
    firstDueMs: () => entries[0]?.dueMs ?? Number.POSITIVE_INFINITY,
    pop() {
      if (entries.length === 0) return undefined
      swap(0, entries.length - 1)
      const { item } = entries.pop()!
      for (let at = 0; ; ) {
        let least = at
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < entries.length && before(child, least)) least = child
        }
        if (least === at) return item
        swap(at, least)
        at = least
      }
    },
  }
}
