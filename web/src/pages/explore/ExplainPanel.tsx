/** A query in plain words, nested as it is written; each line shows which part it speaks of. */
import type { FilledQuery, Scope } from '@vedette/dashboard'
import { type Place, parseQuery } from '@vedette/promql'
import { useMemo } from 'react'
import { readable } from '../../promql/query-variables.ts'
import { type Explained, explain } from './explain.ts'
import './ExplainPanel.css'

export interface ExplainPanelProps {
  readonly query: string
  /** What its variables stand for. */
  readonly scope: Scope
  onMark(place: Place | undefined): void
}

export function ExplainPanel({ query, scope, onMark }: ExplainPanelProps) {
  const filled = useMemo(() => readable(query, scope), [query, scope])
  const explained = useMemo(() => {
    try {
      return explain(parseQuery(filled.text, { experimental: true }), filled.text)
    } catch {
      return undefined
    }
  }, [filled])
  if (query.trim() === '')
    return <p className="explain quiet">Type a query, and its parts are explained here.</p>
  if (explained === undefined)
    return <p className="explain quiet">Once the query can be read, its parts are explained here.</p>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only takes back what the lines within have marked
    <div className="explain" onMouseLeave={() => onMark(undefined)}>
      <ul aria-label="The query in plain words">
        <Line explained={explained} filled={filled} onMark={onMark} />
      </ul>
    </div>
  )
}

interface LineProps {
  readonly explained: Explained
  readonly filled: FilledQuery
  onMark(place: Place | undefined): void
}

function Line({ explained, filled, onMark }: LineProps) {
  const { text, place, parts } = explained
  const mark = (): void => onMark(filled.inSource(place))
  return (
    <li>
      <button
        type="button"
        className="explain-line"
        onMouseEnter={mark}
        onFocus={mark}
        onBlur={() => onMark(undefined)}
        onClick={mark}
        title={filled.text.slice(place.from, place.to)}
      >
        {text}
      </button>
      {parts.length === 0 ? null : (
        <ul>
          {parts.map(part => (
            <Line
              key={`${part.place.from} ${part.place.to}`}
              explained={part}
              filled={filled}
              onMark={onMark}
            />
          ))}
        </ul>
      )}
    </li>
  )
}
