/** What stands in a place while there is nothing to show: on its way, empty, or failed. */
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import './states.css'
import { useLate } from './use-late.ts'

/** The shape of what comes, after a moment: answers that are quick need none. */
export function Skeleton({
  height,
  label = 'Loading',
}: {
  /** In pixels; `fill` where its place says how high it is. */
  readonly height: number | 'fill'
  readonly label?: string
}) {
  const isLate = useLate(150)
  return (
    <div
      className={isLate ? 'skeleton skeleton-late' : 'skeleton'}
      style={height === 'fill' ? undefined : { height }}
      role="status"
    >
      <span className="only-spoken">{label}</span>
    </div>
  )
}

export interface EmptyStateProps {
  /** What would be here, and that it isn't. */
  readonly title: string
  /** Why, and the one thing that changes it. */
  readonly children?: ReactNode
}

export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children === undefined ? null : <div className="state-text">{children}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  readonly error: Error
  /** What was asked, where that helps. */
  readonly asked?: string
  readonly onRetry?: () => void
}

export function ErrorState({ error, asked, onRetry }: ErrorStateProps) {
  return (
    <div className="state state-error" role="alert">
      <h2>{error.message}</h2>
      {asked === undefined ? null : <code className="state-asked">{asked}</code>}
      {onRetry === undefined ? null : <Button onPress={onRetry}>Try again</Button>}
    </div>
  )
}
