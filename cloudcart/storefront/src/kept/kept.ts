/** A value that lasts beyond the page: in the browser's storage, the same in all tabs, watched by whoever shows it. */
export interface Kept<T> {
  get(): T
  set(value: T): void
  /** Returns how to stop. */
  watch(changed: () => void): () => void
}

export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export interface KeptOptions<T> {
  readonly storage: Shelf
  readonly key: string
  /** What was stored by an older version, or by somebody's hands, is checked. */
  readonly read: (stored: unknown) => T
}

export function createKept<T>({ storage, key, read }: KeptOptions<T>): Kept<T> & { reload(): void } {
  const watchers = new Set<() => void>()
  const tell = (): void => {
    for (const each of watchers) each()
  }
  let value = read(parsed(storage, key))
  return {
    get: () => value,
    set(next) {
      value = next
      try {
        storage.setItem(key, JSON.stringify(next ?? null))
      } catch {
        // Storage is full or forbidden: it lasts as long as the page then.
      }
      tell()
    },
    watch(changed) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    reload() {
      value = read(parsed(storage, key))
      tell()
    },
  }
}

function parsed(storage: Shelf, key: string): unknown {
  try {
    const text = storage.getItem(key)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
