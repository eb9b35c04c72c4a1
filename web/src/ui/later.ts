/**
 * A part of the UI that is loaded when somebody needs it. Other than with React's `lazy`, it shows in the moment in which it is there: what a
 * `Suspense` shows in its place stays for up to 300 ms.
 */
import { useEffect, useState } from 'react'

export interface Later<T> {
  /** Undefined until it is loaded. */
  readonly current: T | undefined
  /** Loads it once; what failed is tried again. */
  load(): Promise<T>
}

export function later<T>(fetch: () => Promise<T>): Later<T> {
  let loading: Promise<T> | undefined
  let current: T | undefined
  return {
    get current() {
      return current
    },
    load() {
      loading ??= fetch().then(
        loaded => {
          current = loaded
          return loaded
        },
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )
      return loading
    },
  }
}

/** Undefined until it is loaded; what can't be loaded is thrown. */
export function useLater<T>(wanted: Later<T> | undefined): T | undefined {
  const [told, setTold] = useState<{ readonly error?: unknown }>()
  useEffect(() => {
    if (wanted === undefined || wanted.current !== undefined) return
    let isHere = true
    wanted.load().then(
      () => isHere && setTold({}),
      (error: unknown) => isHere && setTold({ error }),
    )
    return () => {
      isHere = false
    }
  }, [wanted])
  if (told?.error !== undefined) throw told.error
  return wanted?.current
}
