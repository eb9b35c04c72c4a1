/** What a page shows: asked for when it opens, again when it should be, and by itself while the shop can't be reached. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Call } from '../api/call.ts'
import { ShopProblem } from '../api/problem.ts'
import { useShop } from '../shop-context.ts'

export interface Loaded<T> {
  /** The last good answer; of this key, never of another. */
  readonly value: T | undefined
  readonly problem: ShopProblem | undefined
  readonly loading: boolean
  again(): void
  /** Shows what is known already, before it is asked for again. */
  put(value: T): void
}

interface State<T> {
  readonly key: string
  readonly value?: T
  readonly problem?: ShopProblem
  readonly loading: boolean
}

const TRY_AGAIN_MS = 3_000

/** `name` is what the person did, for the trace; `key` names what is loaded: another key is another thing. */
export function useLoaded<T>(name: string, key: string, load: (call: Call) => Promise<T>): Loaded<T> {
  const { act } = useShop()
  const [state, setState] = useState<State<T>>({ key, loading: true })
  const [turn, setTurn] = useState(0)
  const latest = useRef(load)
  latest.current = load

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks again for the same key
  useEffect(() => {
    const gone = new AbortController()
    setState(before => (before.key === key ? { ...before, loading: true } : { key, loading: true }))
    act(name, call => latest.current(call), gone.signal).then(
      value => !gone.signal.aborted && setState({ key, value, loading: false }),
      error => {
        if (gone.signal.aborted) return
        if (!(error instanceof ShopProblem)) throw error
        setState(before => ({ ...before, key, problem: error, loading: false }))
      },
    )
    return () => gone.abort()
  }, [act, name, key, turn])

  const unreachable = state.problem?.status === 0 && !state.loading
  useEffect(() => {
    if (!unreachable) return
    const timer = setInterval(() => setTurn(before => before + 1), TRY_AGAIN_MS)
    return () => clearInterval(timer)
  }, [unreachable])

  const again = useCallback(() => setTurn(before => before + 1), [])
  const put = useCallback((value: T) => setState({ key, value, loading: false }), [key])
  const mine = state.key === key
  return {
    value: mine ? state.value : undefined,
    problem: mine ? state.problem : undefined,
    loading: mine ? state.loading : true,
    again,
    put,
  }
}
