/** Detail of one thing, over the right of the page. The list behind it stays, and can be walked on: Esc closes. */
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { Button } from './Button.tsx'
import { type Shortcut, useShortcuts } from './shortcuts.ts'
import './SidePanel.css'

export interface SidePanelProps {
  readonly title: string
  /** Beside the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly onClose: () => void
}

export function SidePanel({ title, actions, children, onClose }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: 'escape', does: 'Close the side panel', group: 'This page', run: () => close.current() }],
    [],
  )
  useShortcuts(shortcuts)
  useEffect(() => {
    const before = document.activeElement
    const here = panel.current
    here?.focus({ preventScroll: true })
    return () => {
      const isFocusLost =
        document.activeElement === document.body || here?.contains(document.activeElement) === true
      if (isFocusLost && before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside ref={panel} className="side-panel" aria-label={title} tabIndex={-1}>
      <header className="side-panel-head">
        <h2 className="cut" title={title}>
          {title}
        </h2>
        {actions}
        <Button kind="plain" aria-label="Close" onPress={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      <div className="side-panel-body">{children}</div>
    </aside>
  )
}
