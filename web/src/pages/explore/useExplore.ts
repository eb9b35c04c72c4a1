/** The queries of the page as they are being typed, and as they were last run: what was run stands in the URL. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  type ExploreQuery,
  type ExploreSearch,
  type ExploreState,
  MOST_QUERIES,
  searchOf,
  stateOf,
  type View,
} from './explore-state.ts'
import { rememberQuery } from './history.ts'

export interface Row {
  readonly id: number
  /** As typed. */
  readonly draft: string
  /** As last run; empty where it never was. */
  readonly ran: string
  readonly shown: boolean
}

export interface Explore {
  readonly rows: readonly Row[]
  readonly state: ExploreState
  /** Rises when what stands there already is run again. */
  readonly runs: number
  /** The row that was typed in last. */
  readonly active: number
  setActive(id: number): void
  type(id: number, draft: string): void
  /** All of them. Where a text is given it takes the place of that row's. */
  run(change?: {
    readonly id?: number
    readonly text: string
    readonly view?: View
    readonly browsing?: boolean
  }): void
  add(text?: string): void
  duplicate(id: number): void
  remove(id: number): void
  toggle(id: number): void
  show(view: View): void
  setExemplars(on: boolean): void
  setBrowsing(on: boolean): void
}

let lastId = 0

export function useExplore(): Explore {
  const search = useSearch({ strict: false }) as ExploreSearch
  const navigate = useNavigate()
  const state = useMemo(() => stateOf(search), [search])
  const [rows, setRows] = useState<readonly Row[]>(() => state.queries.map(rowOf))
  const [runs, setRuns] = useState(0)
  const [active, setActive] = useState(() => rows[0]!.id)
  const written = useRef(keyOf(state.queries))
  const latest = useRef({ rows, state })
  latest.current = { rows, state }

  // Somebody went back or forth, or followed a link: the URL says what the rows are.
  useEffect(() => {
    const now = keyOf(state.queries)
    if (now === written.current) return
    written.current = now
    setRows(before => state.queries.map((query, i) => rowOf(query, before[i])))
  }, [state])

  /** Known at once, so that who types and presses Enter before the next rendering runs what was typed. */
  const set = useCallback((next: readonly Row[]): void => {
    latest.current = { ...latest.current, rows: next }
    setRows(next)
  }, [])

  const go = useCallback(
    (next: readonly Row[], change: Partial<ExploreState> = {}, replace = false): void => {
      const { state } = latest.current
      const queries = next.map(({ ran, shown }) => ({ text: ran, shown }))
      const laid = searchOf({ ...state, ...change, queries })
      written.current = keyOf(stateOf(laid).queries)
      set(next)
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, ...laid }),
        replace,
        resetScroll: false,
      } as never)
    },
    [navigate, set],
  )

  return useMemo(() => {
    const change = (id: number, part: Partial<Row>): readonly Row[] =>
      latest.current.rows.map(row => (row.id === id ? { ...row, ...part } : row))
    return {
      rows,
      state,
      runs,
      active: rows.some(row => row.id === active) ? active : rows[0]!.id,
      setActive,
      type: (id, draft) => set(change(id, { draft })),
      run: given => {
        const before = latest.current.rows
        const id = given?.id ?? before.find(row => row.id === active)?.id ?? before[0]!.id
        const typed = given === undefined ? before : change(id, { draft: given.text })
        const next = typed.map(row => ({ ...row, ran: row.draft.trim() }))
        for (const row of next) rememberQuery(localStorage, row.ran, Date.now())
        const asked = next.map(row => row.ran).join('\n') !== before.map(row => row.ran).join('\n')
        // A query that changed is asked by itself.
        if (!asked) setRuns(count => count + 1)
        const { view = latest.current.state.view, browsing = latest.current.state.browsing } = given ?? {}
        go(next, { view, browsing }, !asked)
      },
      add: (text = '') => {
        const before = latest.current.rows
        if (before.length >= MOST_QUERIES) return
        const row = rowOf({ text, shown: true })
        setActive(row.id)
        go([...before, row])
      },
      duplicate: id => {
        const before = latest.current.rows
        const index = before.findIndex(row => row.id === id)
        if (before.length >= MOST_QUERIES || index < 0) return
        const row = { ...before[index]!, id: ++lastId }
        setActive(row.id)
        go(before.toSpliced(index + 1, 0, row))
      },
      remove: id => {
        const left = latest.current.rows.filter(row => row.id !== id)
        go(left.length === 0 ? [rowOf({ text: '', shown: true })] : left)
      },
      toggle: id =>
        go(change(id, { shown: !latest.current.rows.find(row => row.id === id)?.shown }), {}, true),
      show: view => go(latest.current.rows, { view }, true),
      setExemplars: exemplars => go(latest.current.rows, { exemplars }, true),
      setBrowsing: browsing => go(latest.current.rows, { browsing }, true),
    }
  }, [rows, state, runs, active, go, set])
}

function rowOf({ text, shown }: ExploreQuery, before?: Row | number): Row {
  const known = typeof before === 'object' ? before : undefined
  return { id: known?.id ?? ++lastId, draft: text, ran: text, shown }
}

function keyOf(queries: readonly ExploreQuery[]): string {
  return JSON.stringify(queries)
}
