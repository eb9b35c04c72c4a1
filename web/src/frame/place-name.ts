/** What the last part of the page's place is called, where its address has an id in place of its name. */

import { useEffect, useSyncExternalStore } from 'react'
import { PAGES } from '../paths.ts'

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

/** `Services`, `order-service`. What is no page is not found. */
export function placeParts(path: string, name?: string): readonly string[] {
  const [first = '', ...rest] = path.split('/').filter(part => part !== '')
  const page = PAGES.find(({ to }) => to === `/${first}`)
  if (first !== '' && page === undefined) return ['Not found']
  const parts = rest.map(readable)
  if (name !== undefined && parts.length > 0) parts[parts.length - 1] = name
  return [page?.name ?? 'Home', ...parts]
}

/** Addresses are written by hand too. */
function readable(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
