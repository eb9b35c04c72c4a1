/** A dashboard while somebody edits it: every change can be undone, and leaving with unsaved ones is asked about. */
import { beginHistory, type Dashboard, edit, redo, undo } from '@vedette/dashboard'
import { useCallback, useEffect, useMemo, useState } from 'react'

export interface Draft {
  readonly dashboard: Dashboard
  readonly isChanged: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** `about` is the same for what is typed into one field. */
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
  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isChanged])
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
      change,
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
      begin(dashboard) {
        setBase(dashboard)
        setHistory(beginHistory(dashboard))
      },
    }),
    [history, isChanged, change],
  )
}
