/**
 * What Explore shows, as its URL has it: `?q=up` for one query, `q2`, `q3`... for more, `off=B` for those whose eye is closed. Links stay
 * readable, and whoever opens one sees what its sender saw.
 */
export const VIEWS = ['graph', 'table', 'heatmap', 'histogram'] as const
export type View = (typeof VIEWS)[number]

export interface ExploreQuery {
  readonly text: string
  /** Its eye is open. */
  readonly shown: boolean
}

export interface ExploreState {
  /** One at least; its text may be empty. */
  readonly queries: readonly ExploreQuery[]
  readonly view: View
  readonly exemplars: boolean
  /** The metric browser stands beside. */
  readonly browsing: boolean
}

export type ExploreSearch = Readonly<Record<string, string | undefined>>

export const MOST_QUERIES = 12

/** A, B, C: what people call their queries. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

export function stateOf(search: ExploreSearch): ExploreState {
  const off = new Set((search.off ?? '').split(','))
  const queries: ExploreQuery[] = []
  for (let i = 0; i < MOST_QUERIES; i++) {
    const text = search[keyOf(i)]
    if (text !== undefined && (i === 0 || text !== ''))
      queries.push({ text, shown: !off.has(letterOf(queries.length)) })
  }
  return {
    queries: queries.length === 0 ? [{ text: '', shown: true }] : queries,
    view: VIEWS.find(view => view === search.view) ?? 'graph',
    exemplars: search.exemplars === 'on',
    browsing: search.side === 'metrics',
  }
}

/** Every key of Explore's own is there, so that old ones go away when this is laid over another search. */
export function searchOf({ queries, view, exemplars, browsing }: ExploreState): ExploreSearch {
  const search: Record<string, string | undefined> = {}
  for (let i = 0; i < MOST_QUERIES; i++) search[keyOf(i)] = undefined
  const kept = queries.filter((query, i) => i === 0 || query.text !== '')
  kept.forEach((query, i) => {
    search[keyOf(i)] = query.text === '' ? undefined : query.text
  })
  const off = kept.flatMap((query, i) => (query.shown ? [] : [letterOf(i)])).join(',')
  return {
    ...search,
    off: off === '' ? undefined : off,
    view: view === 'graph' ? undefined : view,
    exemplars: exemplars ? 'on' : undefined,
    side: browsing ? 'metrics' : undefined,
  }
}

function keyOf(index: number): string {
  return index === 0 ? 'q' : `q${index + 1}`
}
