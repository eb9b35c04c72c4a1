/** A problem in words, with what to do next. */
import type { ReactNode } from 'react'
import type { ShopProblem } from '../api/problem.ts'
import { wordsFor } from '../api/words.ts'
import { Icon } from './Icon.tsx'

export interface TroubleProps {
  readonly problem: ShopProblem
  readonly again?: (() => void) | undefined
  readonly children?: ReactNode
}

export function Trouble({ problem, again, children }: TroubleProps) {
  const words = wordsFor(problem)
  return (
    <div className="trouble" role="alert">
      <Icon name="alert" />
      <div>
        <strong>{words.title}</strong>
        <p>{words.advice}</p>
        {children}
        {(words.again && again !== undefined) || problem.status >= 500 ? (
          <p className="trouble-foot">
            {words.again && again !== undefined && (
              <button type="button" className="button small" onClick={again}>
                Try again
              </button>
            )}
            {problem.status >= 500 && problem.traceId !== '' && (
              <span className="muted">
                Trace <code>{problem.traceId}</code>
              </span>
            )}
          </p>
        ) : null}
      </div>
    </div>
  )
}
