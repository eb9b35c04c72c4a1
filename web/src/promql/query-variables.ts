/** Queries may hold Grafana's variables. To be read, explained or looked through they need some values, whichever these are. */
import {
  DEFAULT_SCRAPE_INTERVAL_MS,
  type FilledQuery,
  fillQuery,
  referencesIn,
  type Scope,
} from '@vedette/dashboard'
import { queryScope } from '../api/step.ts'

/** An hour, in steps of a minute. */
const SOME = queryScope({ fromMs: 0, toMs: 3_600_000 }, 60_000, DEFAULT_SCRAPE_INTERVAL_MS)

/** With `scope` what is put in is what is asked; without it only what the query is made of counts. */
export function readable(query: string, scope: Scope = SOME): FilledQuery {
  return fillQuery(query, scope)
}

/** So many days are no weeks and no years, so that they are printed as they are written. */
const FIRST_MASK = 10_007
const MASK_STEP = 7 * 365

export interface Disguised {
  /** It has a duration or a number of its own in place of each variable. */
  readonly text: string
  /** Gives a text that was made of it its variables back. */
  reveal(text: string): string
}

/** For who rewrites a query: its tree knows of no variables. */
export function disguised(query: string): Disguised {
  const written = new Map<string, string>()
  let text = ''
  let at = 0
  for (const { name, from, to } of referencesIn(query)) {
    if (!fillQuery(query.slice(from, to), SOME).isFilled) continue
    let number = FIRST_MASK + MASK_STEP * written.size
    while (query.includes(String(number))) number += MASK_STEP * 10
    const mask = /_m?s$/.test(name) ? `${number}` : `${number}d`
    written.set(mask, query.slice(from, to))
    text += query.slice(at, from) + mask
    at = to
  }
  text += query.slice(at)
  return {
    text,
    reveal: changed =>
      written.size === 0 ? changed : changed.replace(/\b\d{5,7}d?\b/g, mask => written.get(mask) ?? mask),
  }
}
