/** What is scraped and what is not, with the reason for both. */

import { useQuery } from '@tanstack/react-query'
import type { TargetDiscovery } from '@vedette/api'
import { useMemo } from 'react'
import { ask } from '../../api/client.ts'
import { askInstant } from '../../api/prometheus.ts'
import { formatValue } from '../../chart/units.ts'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { useSearchText } from '../../frame/useSearchText.ts'
import { formatAge } from '../../time/format.ts'
import { Select } from '../../ui/Select.tsx'
import { StateCount } from '../../ui/StateCount.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import { Toolbar } from '../../ui/Toolbar.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { TargetPanel } from './TargetPanel.tsx'
import {
  countByState,
  labelsText,
  matchesText,
  ownLabels,
  readableUrl,
  TARGET_STATES,
  type TargetRow,
  type TargetState,
  targetRows,
} from './target-rows.ts'

const ORDER: readonly TargetState[] = ['down', 'unknown', 'dropped', 'up']
const REFRESH_MS = 10_000

export function TargetsRoom() {
  const [text, setText] = useSearchText('filter')
  const [state, setState] = useSearchText('state', 'all')
  const [grouping, setGrouping] = useSearchText('group', 'job')
  const [open, setOpen] = useSearchText('target')
  const targets = useTargets()
  const { data, error, refetch, dataUpdatedAt } = targets
  const rows = useMemo(
    () => data?.rows.filter(row => (state === 'all' || row.state === state) && matchesText(row, text)) ?? [],
    [data, state, text],
  )
  const isNarrow = useNarrow()
  const hasLabels = data?.rows.some(row => Object.keys(ownLabels(row)).length > 0) === true
  const columns = useMemo(
    () => columnsAt(dataUpdatedAt, { hasLabels, isNarrow }),
    [dataUpdatedAt, hasLabels, isNarrow],
  )
  if (data === undefined)
    return error === null ? (
      <Skeleton height={320} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const counts = countByState(data.rows)
  const opened = data.rows.find(({ key }) => key === open)
  return (
    <>
      <StaleStrip queries={[targets]} />
      <Toolbar>
        <TextFilter
          label="Filter targets"
          value={text}
          onChange={setText}
          count={{ shown: rows.length, all: data.rows.length }}
        />
        <Select
          label="Group"
          value={grouping}
          onChange={setGrouping}
          choices={[
            ['job', 'By job'],
            ['state', 'By state'],
            ['none', 'Not grouped'],
          ]}
        />
        {ORDER.map(each => (
          <StateCount
            key={each}
            state={TARGET_STATES[each]}
            word={each}
            count={counts[each]}
            isChosen={state === each}
            onChoose={isChosen => setState(isChosen ? each : 'all')}
          />
        ))}
      </Toolbar>
      {data.hidden > 0 ? (
        <p className="admin-note">
          {data.hidden} more targets were dropped than are kept in memory: see{' '}
          <code>keep_dropped_targets</code>.
        </p>
      ) : null}
      <Table
        label="Targets"
        rows={rows}
        rowKey={row => row.key}
        columns={columns}
        groupOf={grouping === 'job' ? jobOf : grouping === 'state' ? stateOf : undefined}
        groupNote={groupNote}
        defaultSort={{ column: 'state', descending: false }}
        onOpen={row => setOpen(row.key)}
        selectedKey={opened?.key}
        isMain
        whenEmpty={<NoTargets isFiltered={data.rows.length > 0} />}
      />
      {opened === undefined ? null : <TargetPanel row={opened} onClose={() => setOpen('')} />}
    </>
  )
}

const jobOf = (row: TargetRow): string => row.job
const stateOf = (row: TargetRow): string => row.state

function groupNote(rows: readonly TargetRow[]): string {
  const counts = countByState(rows)
  const scraped = rows.length - counts.dropped
  return [
    ...(scraped === 0 ? [] : [`${counts.up} of ${scraped} up`]),
    ...(counts.dropped === 0 ? [] : [`${counts.dropped} dropped`]),
  ].join(', ')
}

function NoTargets({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No target is like that" />
  ) : (
    <EmptyState title="Nothing is scraped">
      Add a job to <code>scrape_configs</code> in prometheus.yml, start with{' '}
      <code>--prometheus prometheus.yml</code>, and its targets are listed here.
    </EmptyState>
  )
}

/** Together: a target without its samples would make the row jump. */
function useTargets() {
  return useQuery({
    queryKey: ['targets'],
    queryFn: async ({ signal }) => {
      const [discovery, samples] = await Promise.all([
        ask<TargetDiscovery>('targets', { signal }),
        // Where queries fail the list still stands.
        askInstant('scrape_samples_scraped', Date.now(), signal).catch(() => undefined),
      ])
      const vector = samples?.data.resultType === 'vector' ? samples.data.result : []
      const counts = Object.values(discovery.data.droppedTargetCounts).reduce((a, b) => a + b, 0)
      return {
        rows: targetRows(discovery.data, vector),
        hidden: Math.max(0, counts - discovery.data.droppedTargets.length),
      }
    },
    refetchInterval: REFRESH_MS,
  })
}

/** Empty where all is well. */
function whyOf({ problem, state }: TargetRow): string {
  return problem || (state === 'dropped' ? 'relabelling dropped it' : '')
}

/** Why it is not up stands right below it: it is what people come for. */
function TargetCell({ row }: { readonly row: TargetRow }) {
  const why = whyOf(row)
  return (
    <>
      {readableUrl(row.name)}
      {why === '' ? null : <span className="target-why">{why}</span>}
    </>
  )
}

interface Shown {
  readonly hasLabels: boolean
  readonly isNarrow: boolean
}

function columnsAt(nowMs: number, { hasLabels, isNarrow }: Shown): Column<TargetRow>[] {
  const labels: Column<TargetRow> = {
    id: 'labels',
    title: 'Labels',
    text: row => labelsText(ownLabels(row)),
    cell: row => <code>{labelsText(ownLabels(row))}</code>,
    wraps: true,
  }
  return [
    {
      id: 'state',
      title: 'State',
      text: row => row.state,
      cell: row => <StateMark state={TARGET_STATES[row.state]}>{row.state}</StateMark>,
      sort: row => ORDER.indexOf(row.state),
      width: 104,
    },
    {
      id: 'name',
      title: 'Target',
      text: row => [row.name, whyOf(row)].filter(Boolean).join(': '),
      cell: row => <TargetCell row={row} />,
      sort: row => row.name,
      // On a phone as wide as is seen: the rest is a matter of scrolling.
      ...(isNarrow ? { width: 252 } : hasLabels ? { width: '42%' } : {}),
    },
    ...(hasLabels ? [labels] : []),
    {
      id: 'age',
      title: 'Last scrape',
      text: row => (row.lastScrapeMs === undefined ? '' : formatAge(nowMs - row.lastScrapeMs)),
      sort: row => (row.lastScrapeMs === undefined ? undefined : nowMs - row.lastScrapeMs),
      number: true,
      width: 112,
    },
    {
      id: 'duration',
      title: 'Took',
      text: row => (row.durationSeconds === undefined ? '' : formatValue(row.durationSeconds, 's')),
      sort: row => row.durationSeconds,
      number: true,
      width: 88,
    },
    {
      id: 'samples',
      title: 'Samples',
      text: row => (row.samples === undefined ? '' : row.samples.toLocaleString('en')),
      sort: row => row.samples,
      number: true,
      width: 112,
    },
  ]
}
