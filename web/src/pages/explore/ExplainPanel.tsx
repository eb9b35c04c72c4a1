/** A query in plain words, nested as it is written; each line shows which part it speaks of. */
import { type Place, parseQuery } from '@vedette/promql'
import { useMemo } from 'react'
import { type Explained, explain } from './explain.ts'
import './ExplainPanel.css'

export interface ExplainPanelProps {
  readonly query: string
  onMark(place: Place | undefined): void
}

export function ExplainPanel({ query, onMark }: ExplainPanelProps) {
  const explained = useMemo(() => {
    try {
      return explain(parseQuery(query, { experimental: true }), query)
    } catch {
      return undefined
    }
  }, [query])
  if (query.trim() === '')
    return <p className="explain quiet">Type a query, and its parts are explained here.</p>
  if (explained === undefined)
    return <p className="explain quiet">Once the query can be read, its parts are explained here.</p>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only takes back what the lines within have marked
    <div className="explain" onMouseLeave={() => onMark(undefined)}>
      <ul aria-label="The query in plain words">
        <Line explained={explained} query={query} onMark={onMark} />
      </ul>
    </div>
  )
}

function Line({ explained, query, onMark }: { readonly explained: Explained } & ExplainPanelProps) {
  const { text, place, parts } = explained
  const mark = (): void => onMark(place)
  return (
    <li>
      <button
        type="button"
        className="explain-line"
        onMouseEnter={mark}
        onFocus={mark}
        onBlur={() => onMark(undefined)}
        onClick={mark}
        title={query.slice(place.from, place.to)}
      >
        {text}
      </button>
      {parts.length === 0 ? null : (
        <ul>
          {parts.map(part => (
            <Line
              key={`${part.place.from} ${part.place.to}`}
              explained={part}
              query={query}
              onMark={onMark}
            />
          ))}
        </ul>
      )}
    </li>
  )
}
