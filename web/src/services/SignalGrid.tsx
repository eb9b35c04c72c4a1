/** Graphs of signals beside each other, which share where the pointer is. */
import type { ReactNode } from 'react'
import { setCrosshairChoice, useCrosshairChoice, useCrosshairShortcut } from '../chart/crosshair-choice.ts'
import './SignalGrid.css'

export function SignalGrid({ children }: { readonly children: ReactNode }) {
  useCrosshairShortcut(useCrosshairChoice(), setCrosshairChoice)
  return <div className="signal-grid">{children}</div>
}
