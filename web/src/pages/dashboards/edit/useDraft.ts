/** A dashboard while somebody edits it: every change can be undone, and leaving with unsaved ones is asked about. */
import { useBlocker } from '@tanstack/react-router'
import { beginHistory, type Dashboard, edit, redo, undo } from '@vedette/dashboard'
import { useCallback, useMemo, useState } from 'react'

export interface Draft {
  readonly dashboard: Dashboard
  readonly isChanged: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Somebody is about to go where unsaved changes would be lost. */
  readonly leaving: { readonly leave: () => void; readonly stay: () => void } | undefined
  /** `about` is the same for what is typed into one field, and empty for what is a step of its own. */
  change(next: (dashboard: Dashboard) => Dashboard, about?: string): void
  undo(): void
  redo(): void
  /** As it is on the server from now on. */
  begin(dashboard: Dashboard): void
}

export function useDraft(saved: Dashboard): Draft {
  const [base, setBase] = useState(saved)
  const [history, setHistory] = useState(() => beginHistory(saved))
  const isChanged = history.present !== base
  // The browser asks where the page itself is left.
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: leavesTheEditor,
    disabled: !isChanged,
    withResolver: true,
  })
  const change = useCallback<Draft['change']>(
    (next, about) => setHistory(before => edit(before, next(before.present), about)),
    [],
  )
  return useMemo(
    () => ({
      dashboard: history.present,
      isChanged,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      leaving: status === 'blocked' ? { leave: proceed, stay: reset } : undefined,
      change,
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
      begin(dashboard) {
        setBase(dashboard)
        setHistory(beginHistory(dashboard))
      },
    }),
    [history, isChanged, status, proceed, reset, change],
  )
}

interface Place {
  readonly pathname: string
  readonly search: object
}

/** Other variables or another range in the address are no other place. */
function leavesTheEditor({ current, next }: { readonly current: Place; readonly next: Place }): boolean {
  return next.pathname !== current.pathname || !('edit' in next.search)
}
