/** A query with its variables put in, and the way back: what is said of a place of the filled text belongs to a place of the written one. */
import { interpolate, referencesIn } from './interpolate.ts'
import type { Scope } from './scope.ts'

/** As many characters as `interpolate` puts in. */
const MOST_CHARACTERS = 4_000_000

export interface TextPlace {
  readonly from: number
  readonly to: number
}

export interface FilledQuery {
  /** What is asked. */
  readonly text: string
  /** Did anything change? */
  readonly isFilled: boolean
  /** Where it stands in what was written. Part of a value is all of its variable. */
  inSource(place: TextPlace): TextPlace
}

interface Piece {
  readonly source: TextPlace
  readonly filled: TextPlace
}

export function fillQuery(query: string, scope: Scope): FilledQuery {
  const pieces: Piece[] = []
  let text = ''
  let at = 0
  for (const { from, to } of referencesIn(query)) {
    const written = query.slice(from, to)
    const value = interpolate(written, scope, 'promql')
    if (value === written || text.length + value.length > MOST_CHARACTERS) continue
    text += query.slice(at, from)
    pieces.push({ source: { from, to }, filled: { from: text.length, to: text.length + value.length } })
    text += value
    at = to
  }
  text += query.slice(at)
  const back = (position: number, edge: 'from' | 'to'): number => {
    let moved = 0
    for (const { source, filled } of pieces) {
      const inside = edge === 'from' ? position < filled.to : position <= filled.to
      const before = edge === 'from' ? position < filled.from : position <= filled.from
      if (before) break
      if (inside) return source[edge]
      moved = source.to - filled.to
    }
    return position + moved
  }
  return {
    text,
    isFilled: pieces.length > 0,
    inSource: ({ from, to }) => ({ from: back(from, 'from'), to: back(to, 'to') }),
  }
}
