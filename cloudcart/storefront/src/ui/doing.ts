/** Something that a person does with a button: once at a time, however often it is clicked. */
import { useCallback, useRef, useState } from 'react'
import type { Call } from '../api/call.ts'
import { ShopProblem } from '../api/problem.ts'
import { useShop } from '../shop-context.ts'

export interface Doing {
  readonly busy: boolean
  readonly problem: ShopProblem | undefined
  /** Resolves to undefined when it failed, or when it is being done already. */
  run<T>(name: string, work: (call: Call) => Promise<T>): Promise<T | undefined>
  clear(): void
}

export function useDoing(): Doing {
  const { act } = useShop()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ShopProblem>()
  const underWay = useRef(false)
  const run = useCallback(
    async <T>(name: string, work: (call: Call) => Promise<T>): Promise<T | undefined> => {
      if (underWay.current) return undefined
      underWay.current = true
      setBusy(true)
      setProblem(undefined)
      try {
        return await act(name, work)
      } catch (error) {
        if (!(error instanceof ShopProblem)) throw error
        setProblem(error)
        return undefined
      } finally {
        underWay.current = false
        setBusy(false)
      }
    },
    [act],
  )
  const clear = useCallback(() => setProblem(undefined), [])
  return { busy, problem, run, clear }
}
