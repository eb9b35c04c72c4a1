/** What the dashboard's variables stand for: asked level by level, as they need each other, and chosen by the page's address. */

import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import {
  type Choice,
  choicesOf,
  chosenOf,
  type Dashboard,
  DEFAULT_SCRAPE_INTERVAL_MS,
  dependentsOf,
  earlyVariables,
  type Found,
  foundMetrics,
  foundNames,
  foundSamples,
  foundSeries,
  type InstantAnswer,
  orderOf,
  type Scope,
  type ScopedValue,
  type Variable,
  type VariableQuestion,
  valuesForUrl,
  variableQuestion,
  variablesOfSearch,
} from '@vedette/dashboard'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/api-error.ts'
import { ask } from '../../api/client.ts'
import { askInstant } from '../../api/prometheus.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { useLate } from '../../ui/use-late.ts'

export interface VariableState {
  readonly variable: Variable
  readonly choices: readonly Choice[]
  readonly value: ScopedValue
  /** Why there is nothing to choose from, or nothing newer. */
  readonly problem: string | undefined
  /** Nobody answered: another time somebody may. */
  readonly isUnanswered?: boolean
}

export interface VariablesState {
  readonly scope: Scope
  readonly variables: readonly VariableState[]
  readonly isReady: boolean
  choose(name: string, values: readonly string[]): void
}

const MOST_VALUES = 10_000
/** Where panels don't wait for them, lists that nobody has opened yet don't hold up the panels: they are asked for when those stand, but in this time. */
const LISTS_AFTER_MS = 1_000
const LISTS_AT_LAST_MS = 5_000
/** What was asked so shortly ago is as good as asked now, however often the page is refreshed. */
const YOUNG_MS = 25_000

/** Where the server scrapes nothing it knows no interval; then Grafana's usual one is taken. */
export function useVariables(
  dashboard: Dashboard,
  scrapeIntervalMs = DEFAULT_SCRAPE_INTERVAL_MS,
): VariablesState {
  const queries = useQueryClient()
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const navigate = useNavigate()
  const { resolve, key, range, zone } = useTimeRange()
  const { list } = dashboard.templating
  const searchText = JSON.stringify(Object.entries(search).filter(([name]) => name.startsWith('var-')))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all of the search that is read.
  const wanted = useMemo(() => variablesOfSearch(search), [searchText])
  /** Those that depend on one that was changed here: what the address says of them need not be among their choices any more. */
  const loose = useRef<ReadonlySet<string>>(new Set())

  const empty = useCallback((): Scope => {
    return {
      variables: {},
      range: resolve(),
      intervalMs: scrapeIntervalMs,
      scrapeIntervalMs,
      dashboard: { uid: dashboard.uid, title: dashboard.title },
      urlRange: range,
      ...(zone === 'utc' ? { zone: 'utc' } : {}),
    }
  }, [resolve, range, zone, scrapeIntervalMs, dashboard.uid, dashboard.title])

  /** What panels may be asked with while the lists of choices are not here. */
  const beforehand = useMemo(
    () => earlyVariables(dashboard, empty(), wanted)?.map(each => ({ ...each, problem: undefined })),
    [dashboard, empty, wanted],
  )
  const stand = usePanelsStand(queries)

  /** Answers from before are asked anew, once. */
  const [openedMs] = useState(() => Date.now())
  const { data, isPlaceholderData } = useQuery({
    queryKey: [isTimed(list) ? TIMED_VARIABLES : VARIABLES, dashboard.uid, list, searchText, ...key],
    queryFn: ({ signal }) =>
      resolveAll(list, empty(), {
        wanted,
        loose: loose.current,
        queries,
        timeKey: key,
        openedMs,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: YOUNG_MS,
    refetchOnWindowFocus: false,
    enabled: list.length > 0 && (stand || beforehand === undefined),
  })
  const variables: readonly VariableState[] = data ?? beforehand ?? NONE
  const scope = useMemo(
    (): Scope => ({
      ...empty(),
      variables: Object.fromEntries(variables.map(({ variable, value }) => [variable.name, value])),
    }),
    [variables, empty],
  )

  const choose = useCallback(
    (name: string, values: readonly string[]) => {
      loose.current = new Set(dependentsOf(name, list))
      void navigate({
        to: '.',
        search: (before: object) => ({
          ...before,
          [`var-${name}`]: values.length === 1 ? values[0] : values,
        }),
        resetScroll: false,
      } as never)
    },
    [navigate, list],
  )

  // The address says what is shown, also where a choice was dropped because it is none any more.
  useEffect(() => {
    if (data === undefined || isPlaceholderData || loose.current.size === 0) return
    const changed = data.filter(({ variable, value }) => {
      const said = wanted.get(variable.name)
      return (
        loose.current.has(variable.name) &&
        said !== undefined &&
        said.join('\n') !== [valuesForUrl(value)].flat().join('\n')
      )
    })
    if (changed.length === 0) return
    const entries = Object.fromEntries(
      changed.map(({ variable, value }) => [`var-${variable.name}`, valuesForUrl(value)]),
    )
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, ...entries }),
      replace: true,
      resetScroll: false,
    } as never)
  }, [data, isPlaceholderData, wanted, navigate])

  return {
    scope,
    variables,
    isReady: data === undefined ? beforehand !== undefined : !isPlaceholderData,
    choose,
  }
}

/** Once they have stood they do. */
function usePanelsStand(queries: QueryClient): boolean {
  const mayStand = useLate(LISTS_AFTER_MS)
  const isOver = useLate(LISTS_AT_LAST_MS)
  const [stand, setStand] = useState(false)
  useEffect(() => {
    if (!mayStand || stand) return
    const look = (): void => {
      if (queries.isFetching({ queryKey: ['panel'] }) === 0) setStand(true)
    }
    look()
    return queries.getQueryCache().subscribe(look)
  }, [queries, mayStand, stand])
  return stand || isOver
}

const NONE: readonly VariableState[] = []

/** Begins the keys of variables that change as time goes on: asked anew when the page is refreshed. */
export const TIMED_VARIABLES = 'variables over time'
export const VARIABLES = 'variables'

/** Of the answer to a query with such a key. */
export function isUnanswered(states: unknown): boolean {
  return (states as readonly VariableState[] | undefined)?.some(each => each.isUnanswered) === true
}

function isTimed(list: readonly Variable[]): boolean {
  return list.some(isAskedWithTime)
}

function isAskedWithTime({ type, refresh }: Variable): boolean {
  return type === 'query' && refresh === 2
}

interface Asking {
  readonly wanted: ReadonlyMap<string, readonly string[]>
  readonly loose: ReadonlySet<string>
  readonly queries: QueryClient
  readonly timeKey: readonly string[]
  readonly openedMs: number
  readonly signal: AbortSignal
}

async function resolveAll(list: readonly Variable[], empty: Scope, asking: Asking): Promise<VariableState[]> {
  const { levels, cycles } = orderOf(list)
  const inCycle = new Map(cycles.flatMap(cycle => cycle.map(name => [name, cycle.join(' → ')] as const)))
  const states = new Map<string, VariableState>()
  let scope = empty
  for (const level of levels) {
    const made = await Promise.all(
      level.map(variable => resolveOne(variable, scope, asking, inCycle.get(variable.name))),
    )
    for (const state of made) states.set(state.variable.name, state)
    scope = {
      ...scope,
      variables: {
        ...scope.variables,
        ...Object.fromEntries(made.map(({ variable, value }) => [variable.name, value])),
      },
    }
  }
  return list.flatMap(variable => {
    const state = states.get(variable.name)
    return state?.variable === variable ? [state] : []
  })
}

async function resolveOne(
  variable: Variable,
  scope: Scope,
  asking: Asking,
  cycle: string | undefined,
): Promise<VariableState> {
  let found: readonly Found[] = []
  let problem = cycle === undefined ? undefined : `It depends on itself: ${cycle}`
  let isUnanswered = false
  if (variable.type === 'query' && cycle === undefined) {
    const question = variableQuestion(variable, scope)
    try {
      const answer = await askFor(question, variable, scope, asking)
      found = answer.found
      problem = answer.problem
    } catch (error) {
      if (asking.signal.aborted) throw error
      problem = (error as Error).message
      isUnanswered = !(error instanceof ApiError) || error.status === 0 || error.status >= 500
      // What was there to choose from still is, and what was chosen stays so.
      found = asking.queries.getQueryData<Answer>(keyOf(question, variable, asking))?.found ?? []
    }
  }
  const made = choicesOf(variable, scope, found)
  const wanted = asking.wanted.get(variable.name)
  const value = chosenOf(variable, made.choices, scope, {
    wanted,
    ...(asking.loose.has(variable.name) ? { keep: false } : {}),
  })
  return { variable, choices: made.choices, value, problem: problem ?? made.problem, isUnanswered }
}

interface Answer {
  readonly found: readonly Found[]
  readonly problem?: string | undefined
}

function keyOf(question: VariableQuestion, variable: Variable, { timeKey }: Asking): readonly unknown[] {
  return ['variable', question, ...(isAskedWithTime(variable) ? timeKey : [])]
}

/** The same question is not asked twice while the page stands, unless the variable wants it with each range and each refresh. */
function askFor(
  question: VariableQuestion,
  variable: Variable,
  scope: Scope,
  asking: Asking,
): Promise<Answer> {
  const { queries, openedMs } = asking
  const isTimed = isAskedWithTime(variable)
  return queries.fetchQuery({
    queryKey: keyOf(question, variable, asking),
    // Others may wait for the same answer: it doesn't end with whoever asked first.
    queryFn: ({ signal }) => answerTo(question, scope, signal),
    staleTime: isTimed ? YOUNG_MS : Math.max(YOUNG_MS, Date.now() - openedMs),
    gcTime: 5 * 60_000,
  })
}

async function answerTo(question: VariableQuestion, { range }: Scope, signal: AbortSignal): Promise<Answer> {
  const within = (selector: string | undefined): string => {
    const params = new URLSearchParams({
      start: String(range.fromMs / 1000),
      end: String(range.toMs / 1000),
      limit: String(MOST_VALUES),
    })
    if (selector !== undefined) params.append('match[]', selector)
    return params.toString()
  }
  const listed = async <T>(
    path: string,
    selector: string | undefined,
    found: (list: T[]) => Answer,
  ): Promise<Answer> => {
    const { data, warnings } = await ask<T[]>(`${path}?${within(selector)}`, { signal })
    const problem =
      data.length >= MOST_VALUES && warnings.length > 0
        ? `There are more than ${MOST_VALUES.toLocaleString('en')}: the rest is left out`
        : undefined
    return { problem, ...found(data) }
  }
  const names = (list: string[]): Answer => ({ found: foundNames(list) })
  switch (question.asks) {
    case 'nothing':
      return { found: [] }
    case 'label-names':
      return listed('labels', question.selector, names)
    case 'label-values':
      return listed(`label/${encodeURIComponent(question.label)}/values`, question.selector, names)
    case 'metric-names':
      return listed<string>('label/__name__/values', undefined, list => foundMetrics(list, question.pattern))
    case 'series':
      return listed<Readonly<Record<string, string>>>('series', question.selector, list => ({
        found: foundSeries(list),
      }))
    case 'query': {
      const { data } = await askInstant(question.expr, range.toMs, signal)
      return data.resultType === 'matrix'
        ? { found: [], problem: 'query_result() needs an instant query' }
        : { found: foundSamples(data as InstantAnswer) }
    }
  }
}
