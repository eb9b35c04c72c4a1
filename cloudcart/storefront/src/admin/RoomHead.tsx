import type { ReactNode } from 'react'

export interface RoomHeadProps {
  readonly title: string
  readonly shown?: number | undefined
  readonly total?: number | undefined
  readonly again?: () => void
  readonly busy?: boolean
  readonly children?: ReactNode
}

/** What this room is, and how much of it is shown. */
export function RoomHead({ title, shown, total, again, busy = false, children }: RoomHeadProps) {
  return (
    <div className="room-head">
      <h1>{title}</h1>
      {shown !== undefined && total !== undefined && (
        <span className="muted" role="status">
          {shown === total ? `${total} in all` : `${shown} of ${total}`}
        </span>
      )}
      <span className="grow" />
      {children}
      {again !== undefined && (
        <button type="button" className="button small" onClick={again} aria-disabled={busy}>
          Refresh
        </button>
      )}
    </div>
  )
}
