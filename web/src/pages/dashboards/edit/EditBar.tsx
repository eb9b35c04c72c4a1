/** What one may do to the dashboard as a whole while it is edited. */
import { Braces, History, Plus, Redo2, Rows3, Settings, Undo2 } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { type Shortcut, useShortcuts } from '../../../ui/shortcuts.ts'
import type { Draft } from './useDraft.ts'
import './EditBar.css'

export interface EditBarProps {
  readonly draft: Draft
  readonly onAddPanel: () => void
  readonly onAddRow: () => void
  readonly onSettings: () => void
  readonly onVersions: () => void
  readonly onJson: () => void
  readonly onSave: () => void
  readonly onLeave: () => void
}

export function EditBar(props: EditBarProps) {
  const { draft, onAddPanel, onAddRow, onSettings, onVersions, onJson, onSave, onLeave } = props
  const latest = useRef(props)
  latest.current = props
  useShortcuts(
    useMemo((): readonly Shortcut[] => {
      const of = (keys: string, does: string, run: () => void): Shortcut => ({
        keys,
        does,
        group: 'This page',
        run,
      })
      return [
        of('mod+z', 'Undo', () => latest.current.draft.undo()),
        of('mod+y', 'Do again', () => latest.current.draft.redo()),
        of('mod+s', 'Save the dashboard', () => latest.current.onSave()),
      ]
    }, []),
  )
  return (
    <div className="edit-bar" role="toolbar" aria-label="Edit the dashboard">
      <Button onPress={onAddPanel}>
        <Plus aria-hidden />
        Add panel
      </Button>
      <Button onPress={onAddRow}>
        <Rows3 aria-hidden />
        Add row
      </Button>
      <Button kind="plain" aria-label="Undo" isDisabled={!draft.canUndo} onPress={draft.undo}>
        <Undo2 aria-hidden />
      </Button>
      <Button kind="plain" aria-label="Do again" isDisabled={!draft.canRedo} onPress={draft.redo}>
        <Redo2 aria-hidden />
      </Button>
      <Button onPress={onSettings}>
        <Settings aria-hidden />
        Settings
      </Button>
      <Button onPress={onVersions}>
        <History aria-hidden />
        Versions
      </Button>
      <Button onPress={onJson}>
        <Braces aria-hidden />
        JSON
      </Button>
      <span className="edit-bar-end">
        {draft.isChanged ? <span className="quiet">Not saved yet</span> : null}
        <Button onPress={onLeave}>{draft.isChanged ? 'Discard' : 'Done'}</Button>
        <Button kind="primary" isDisabled={!draft.isChanged} onPress={onSave}>
          Save
        </Button>
      </span>
    </div>
  )
}
