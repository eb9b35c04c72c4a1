/** Where in a query something is wrong: as our own parser says, or as the server's words (`2:7: parse error: ...`, `... (1:6)`) name it. */
import { referencesIn, type Scope } from '@vedette/dashboard'
import { ParseError, type Place, parseQuery } from '@vedette/promql'
import { readable } from './query-variables.ts'

export interface Problem {
  readonly place: Place
  readonly message: string
}

/**
 * Undefined where the query can be read, or is empty. Features that the server has switched off it refuses itself. `scope` says what variables
 * stand for; without it only Grafana's own (`$__rate_interval`) are known.
 */
export function problemOf(query: string, scope?: Scope): Problem | undefined {
  if (query.trim() === '') return undefined
  const filled = readable(query, scope)
  try {
    parseQuery(filled.text, { experimental: true })
    return undefined
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const place = filled.inSource(error.place)
    const unknown = referencesIn(query).find(({ from, to }) => from <= place.from && place.from < to)
    return unknown !== undefined && readable(query.slice(unknown.from, unknown.to), scope).isFilled === false
      ? {
          place: { from: unknown.from, to: unknown.to },
          message: `there is no variable ${unknown.name} here`,
        }
      : { place, message: error.problem }
  }
}

/** Undefined where the words name no place in this query. */
export function placeInWords(words: string, query: string): Place | undefined {
  const found = /(?:^|: )(\d+):(\d+): parse error/.exec(words) ?? /\((\d+):(\d+)\)$/.exec(words)
  if (found === null) return undefined
  const line = query.split('\n')[Number(found[1]) - 1]
  if (line === undefined) return undefined
  const before = query.split('\n').slice(0, Number(found[1]) - 1)
  const from =
    before.reduce((length, each) => length + each.length + 1, 0) + charactersOf(line, Number(found[2]) - 1)
  if (from > query.length) return undefined
  const word = /^[\w:.]+|^\S/.exec(query.slice(from))
  return { from, to: from + (word?.[0].length ?? 0) }
}

/** Columns count bytes of UTF-8. */
function charactersOf(line: string, bytes: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(line).subarray(0, bytes)).length
}
