/** Explore: ask anything of the metrics, look at the answer as a graph, a table, a heatmap or a histogram, and ask on. */
import { useQueryClient } from '@tanstack/react-query'
import { BookOpen, CircleStop, Plus } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useElementSize } from '../../chart/use-element-size.ts'
import { createCompletionClient } from '../../promql/completion-client.ts'
import { Button } from '../../ui/Button.tsx'
import { type Shortcut, useShortcuts } from '../../ui/shortcuts.ts'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { Examples } from './Examples.tsx'
import { MOST_QUERIES, type View } from './explore-state.ts'
import { GraphResult } from './GraphResult.tsx'
import { HeatmapResult } from './HeatmapResult.tsx'
import { HistogramResult } from './HistogramResult.tsx'
import { MetricBrowser } from './MetricBrowser.tsx'
import { QueryRow } from './QueryRow.tsx'
import { TableResult } from './TableResult.tsx'
import { type Answers, answersOf, useAnswers } from './useAnswers.ts'
import { type Explore, useExplore } from './useExplore.ts'
import { useQueryScope } from './useQueryScope.ts'
import './ExplorePage.css'

const VIEW_TABS: readonly { readonly id: View; readonly title: string }[] = [
  { id: 'graph', title: 'Graph' },
  { id: 'table', title: 'Table' },
  { id: 'heatmap', title: 'Heatmap' },
  { id: 'histogram', title: 'Histogram' },
]

export function ExplorePage() {
  const explore = useExplore()
  const { rows, state } = explore
  const result = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(result)
  const scope = useQueryScope(width === 0 ? 1_000 : width)
  const answers = useAnswers(explore, width === 0 ? 1_000 : width)
  const shown = answersOf(answers, state.view)
  const [client] = useState(() => createCompletionClient())
  const queries = useQueryClient()
  usePageShortcuts(explore)
  const running = shown.some(each => each.running)
  return (
    <div className="explore">
      <div className="explore-main">
        <div className="explore-queries">
          {shown.map(asked => (
            <QueryRow key={asked.row.id} asked={asked} explore={explore} client={client} scope={scope} />
          ))}
          <div className="explore-actions">
            <Button onPress={() => explore.add()} isDisabled={rows.length >= MOST_QUERIES}>
              <Plus aria-hidden />
              Add query
            </Button>
            <Button onPress={() => explore.setBrowsing(!state.browsing)} aria-expanded={state.browsing}>
              <BookOpen aria-hidden />
              Browse metrics
            </Button>
            <span className="quiet explore-hint">
              <kbd>Enter</kbd> runs, <kbd>Alt Enter</kbd> breaks the line, <kbd>Alt ↑</kbd> brings back
              earlier queries
            </span>
            {running && rows.length > 1 ? (
              <Button onPress={() => void queries.cancelQueries({ queryKey: ['explore'] })}>
                <CircleStop aria-hidden />
                Cancel all
              </Button>
            ) : null}
          </div>
        </div>
        <div ref={result} className="explore-result">
          <Result explore={explore} answers={answers} width={width} />
        </div>
      </div>
      {state.browsing ? <MetricBrowser explore={explore} /> : null}
    </div>
  )
}

function Result(props: ResultProps) {
  const { explore } = props
  const { rows, state } = explore
  if (rows.every(({ ran }) => ran === '')) return <Examples explore={explore} />
  return (
    <Tabs
      label="How to show it"
      tabs={VIEW_TABS}
      selected={state.view}
      onSelect={id => explore.show(id as View)}
    >
      <Answer {...props} />
    </Tabs>
  )
}

interface ResultProps {
  readonly explore: Explore
  readonly answers: Answers
  /** In pixels, of what stands below the queries. */
  readonly width: number
}

function Answer({ explore, answers, width }: ResultProps) {
  const { view } = explore.state
  const asked = answersOf(answers, view).filter(({ row }) => row.shown && row.ran !== '')
  if (asked.length === 0)
    return <EmptyState title="All queries are hidden">The eye beside a query shows it again.</EmptyState>
  const answered = asked.filter(({ answer }) => answer !== undefined)
  if (answered.length === 0) {
    if (asked.some(({ running }) => running)) return <Skeleton height={320} label="The query is running" />
    const told =
      asked.length === 1 ? `Query ${asked[0]!.letter} has no answer` : 'None of the queries has an answer'
    return (
      <EmptyState title={told}>
        {asked.some(each => each.cancelled)
          ? 'Enter runs it again.'
          : 'What is wrong is said beneath it, and its place is marked where that is known.'}
      </EmptyState>
    )
  }
  if (answered.every(({ answer }) => sizeOf(answer!.data.result) === 0))
    return <Nothing asked={asked.map(({ row }) => row.ran)} />
  switch (view) {
    case 'graph':
      return <GraphResult asked={answers.ranges} explore={explore} />
    case 'table':
      return <TableResult asked={answers.instants} explore={explore} width={width} />
    case 'heatmap':
      return <HeatmapResult asked={answers.ranges} />
    case 'histogram':
      return <HistogramResult asked={answers.ranges} />
  }
}

function sizeOf(result: readonly unknown[]): number {
  return result.length
}

function Nothing({ asked }: { readonly asked: readonly string[] }) {
  return (
    <EmptyState
      title={asked.length === 1 ? 'The query found no series' : 'None of the queries found a series'}
    >
      Nothing matches in this time range: look whether the names and labels are right (completion and “Browse
      metrics” know what is there), or widen the time range. A comparison such as <code>{'> 5'}</code> leaves
      nothing where it is never true.
    </EmptyState>
  )
}

function usePageShortcuts(explore: Explore): void {
  const latest = useRef(explore)
  useEffect(() => {
    latest.current = explore
  })
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const of = (keys: string, does: string, run: () => void): Shortcut => ({
      keys,
      does,
      group: 'This page',
      run,
    })
    return [
      of('mod+enter', 'Run all queries', () => latest.current.run()),
      of('a', 'Add a query', () => latest.current.add()),
      of('e', 'To the query', () => focusEditor()),
      of('b', 'Browse metrics', () => latest.current.setBrowsing(!latest.current.state.browsing)),
      of('v g', 'Show as a graph', () => latest.current.show('graph')),
      of('v t', 'Show as a table', () => latest.current.show('table')),
      of('v h', 'Show as a heatmap', () => latest.current.show('heatmap')),
      of('v d', 'Show as a histogram', () => latest.current.show('histogram')),
    ]
  }, [])
  useShortcuts(shortcuts)
}

function focusEditor(): void {
  // The host hands the focus on to the editor within.
  document.querySelector<HTMLElement>('.promql-editor')?.focus()
}
