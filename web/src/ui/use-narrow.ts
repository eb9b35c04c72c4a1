import { useSyncExternalStore } from 'react'

/** Where the rail lies below the page: phones. */
const narrow = matchMedia('(max-width: 720px)')

export function useNarrow(): boolean {
  return useSyncExternalStore(
    listener => {
      narrow.addEventListener('change', listener)
      return () => narrow.removeEventListener('change', listener)
    },
    () => narrow.matches,
  )
}
