/** What of a dashboard is not shown as Grafana shows it, by panel; nothing is dropped in silence. */
import type { DashboardFile } from '@vedette/api'
import type { DashboardNote } from '@vedette/dashboard'
import { TriangleAlert } from 'lucide-react'
import { Hint } from './Hint.tsx'

export interface DashboardNotesProps {
  readonly notes: readonly DashboardNote[]
  /** Of what was asked just now. */
  readonly problems: readonly string[]
  readonly file: DashboardFile | undefined
}

const MOST = 200

export function DashboardNotes({ notes, problems, file }: DashboardNotesProps) {
  const own = [
    ...problems,
    ...(file?.error === undefined || file.error === ''
      ? []
      : [`${file.path} can't be read, and shows as it was before: ${file.error}`]),
    ...(file?.changedSince === true ? [`${file.path} has changed since it was edited here.`] : []),
  ]
  const count = notes.length + own.length
  if (count === 0) return null
  return (
    <Hint
      label={count === 1 ? '1 note on this dashboard' : `${count} notes on this dashboard`}
      icon={
        <>
          <TriangleAlert aria-hidden />
          {count === 1 ? '1 note' : `${count} notes`}
        </>
      }
    >
      <div className="dashboard-notes">
        {own.map(words => (
          <p key={words}>{words}</p>
        ))}
        <NoteList notes={notes} />
      </div>
    </Hint>
  )
}

export function NoteList({ notes }: { readonly notes: readonly DashboardNote[] }) {
  const shown = notes.slice(0, MOST)
  return (
    <ul className="note-list">
      {shown.map(({ panelTitle, place, words }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place may have several notes
        <li key={i} title={place}>
          {panelTitle === undefined || panelTitle === '' ? null : <strong>{panelTitle}: </strong>}
          {words}
        </li>
      ))}
      {notes.length > shown.length ? <li className="quiet">+{notes.length - shown.length} more</li> : null}
    </ul>
  )
}
