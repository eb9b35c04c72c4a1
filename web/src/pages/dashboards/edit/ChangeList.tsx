/** Changed lines, one below the other: what went red, what came green, each with its sign. */
import type { Changes } from './changed-lines.ts'
import './ChangeList.css'

const SIGNS = { same: ' ', added: '+', removed: '−', gap: '…' } as const
const MOST_LINES = 2_000

export function ChangeList({ label, changes }: { readonly label: string; readonly changes: Changes }) {
  const { lines, added, removed } = changes
  if (lines.length === 0) return <p className="quiet">They are the same.</p>
  return (
    <>
      <p className="quiet">
        {added === 1 ? '1 line' : `${added} lines`} added, {removed} removed
        {lines.length > MOST_LINES ? `; the first ${MOST_LINES} are shown` : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className="change-list" aria-label={label} tabIndex={0}>
        {lines.slice(0, MOST_LINES).map(({ kind, text }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
          <div key={i} className={`change-list-${kind}`}>
            <span aria-hidden>{SIGNS[kind]}</span>
            <code>{text}</code>
          </div>
        ))}
      </section>
    </>
  )
}
