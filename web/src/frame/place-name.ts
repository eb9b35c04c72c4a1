/** What the last part of the page's place is called, where its address has an id in place of its name. */
import { useEffect, useSyncExternalStore } from 'react'

let current: string | undefined
const listeners = new Set<() => void>()

function setName(name: string | undefined): void {
  current = name
  for (const listener of listeners) listener()
}

/** While the page stands. */
export function useNamedPlace(name: string | undefined): void {
  useEffect(() => {
    setName(name)
    return () => setName(undefined)
  }, [name])
}

export function usePlaceName(): string | undefined {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => current,
  )
}
