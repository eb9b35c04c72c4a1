import { useSyncExternalStore } from 'react'

/** Where the rail lies below the page: phones. */
export const useNarrow = whether('(max-width: 720px)')

/** Where a sentence has a column of its own beside six others. */
export const useWide = whether('(min-width: 1600px)')

function whether(query: string): () => boolean {
  const media = matchMedia(query)
  const subscribe = (listener: () => void) => {
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  return () => useSyncExternalStore(subscribe, () => media.matches)
}
