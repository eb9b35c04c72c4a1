/** One of a few, kept in this browser and told to all that show it. */
import { useSyncExternalStore } from 'react'

export interface KeptChoice<Value extends string> {
  get(): Value
  set(value: Value): void
  use(): Value
}

/** The first one counts until somebody chooses, and where nobody knows what is kept. */
export function keptChoice<Value extends string>(
  key: string,
  choices: readonly [Value, ...Value[]],
): KeptChoice<Value> {
  const listeners = new Set<() => void>()
  const get = (): Value => {
    const kept = localStorage.getItem(key)
    return choices.find(choice => choice === kept) ?? choices[0]
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    get,
    set(value) {
      localStorage.setItem(key, value)
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}
