/** A button whose popover is only made when somebody presses it. A dashboard has dozens of them, and each that waits ready costs more than the button. */
import { type ReactNode, useState } from 'react'
import './Button.css'

export interface OnDemandProps {
  readonly label: string
  readonly popup: 'menu' | 'dialog'
  /** On the button. */
  readonly face: ReactNode
  /** The same button with its popover, open from the start. */
  readonly children: ReactNode
}

export function OnDemand({ label, popup, face, children }: OnDemandProps) {
  const [isWanted, setWanted] = useState(false)
  if (isWanted) return children
  return (
    <button
      type="button"
      className="button button-plain"
      aria-label={label}
      aria-haspopup={popup}
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      {face}
    </button>
  )
}
