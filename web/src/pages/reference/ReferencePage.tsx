/** The living reference: what is documented of metrics, beside what is really there. */

import { useQuery } from '@tanstack/react-query'
import type { ReferenceAnswer, ReferenceMetric } from '@vedette/api'
import { useMemo } from 'react'
import { askPlain } from '../../api/client.ts'
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
import { useNarrow, useWide } from '../../ui/use-narrow.ts'
import { LabelMarks } from './LabelMarks.tsx'
import { MetricPanel } from './MetricPanel.tsx'
import {
  groupsOf,
  helpOf,
  labelPlaces,
  matchesText,
  NOT_DOCUMENTED,
  STATUSES,
  trendQueries,
  typeText,
  wordsOf,
} from './metric-rows.ts'
import { NoDocuments } from './NoDocuments.tsx'
import { ReferenceProblems } from './ReferenceProblems.tsx'
import './ReferencePage.css'
import { Trend } from './Trend.tsx'

const REFRESH_MS = 30_000
/** As many as the server gives at most: filters work on all of them without asking again. */
const MOST = 20_000

export function ReferencePage() {
  const reference = useQuery({
    queryKey: ['reference'],
    queryFn: ({ signal }) => askPlain<ReferenceAnswer>(`/api/v1/reference?limit=${MOST}`, { signal }),
    refetchInterval: REFRESH_MS,
  })
  const { data, error, refetch } = reference
  if (data === undefined)
    return error === null ? (
      <Skeleton height={480} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  return (
    <>
      <StaleStrip queries={[reference]} />
      {data.files.length === 0 ? (
        <NoDocuments metrics={data.counts.undocumented} />
      ) : (
        <Reference answer={data} />
      )}
    </>
  )
}

function Reference({ answer }: { readonly answer: ReferenceAnswer }) {
  const [text, setText] = useSearchText('filter')
  const [status, setStatus] = useSearchText('status', 'all')
  const [group, setGroup] = useSearchText('group', 'all')
  const [open, setOpen] = useSearchText('metric')
  const rows = useMemo(
    () =>
      answer.metrics.filter(
        metric =>
          (status === 'all' || metric.status === status) &&
          (group === 'all' || groupsOf(metric).includes(group)) &&
          matchesText(metric, text),
      ),
    [answer, status, group, text],
  )
  const groups = useMemo(() => groupChoices(answer.metrics), [answer])
  const room = useRoom()
  const columns = useMemo(() => columnsOf(answer, room), [answer, room])
  const opened = answer.metrics.find(({ name }) => name === open)
  return (
    <>
      <Toolbar>
        <TextFilter
          label="Filter metrics"
          value={text}
          onChange={setText}
          count={{ shown: rows.length, all: answer.metrics.length }}
        />
        <Select label="Group" value={group} onChange={setGroup} choices={groups} />
        <ReferenceProblems files={answer.files} problems={answer.problems} />
      </Toolbar>
      <Toolbar>
        {STATUSES.map(([each, state, words]) => (
          <StateCount
            key={each}
            state={state}
            word={words}
            count={answer.counts[each]}
            isChosen={status === each}
            onChoose={isChosen => setStatus(isChosen ? each : 'all')}
          />
        ))}
      </Toolbar>
      <Table
        label="Metrics"
        rows={rows}
        rowKey={({ name }) => name}
        columns={columns}
        defaultSort={{ column: 'status', descending: false }}
        onOpen={({ name }) => setOpen(name)}
        selectedKey={opened?.name}
        isMain
        maxHeight="calc(100vh - 152px)"
        whenEmpty={<EmptyState title="No metric is like that" />}
      />
      {opened === undefined ? null : <MetricPanel metric={opened} onClose={() => setOpen('')} />}
    </>
  )
}

type Room = 'phone' | 'desk' | 'wide'

function useRoom(): Room {
  const isNarrow = useNarrow()
  const isWide = useWide()
  return isNarrow ? 'phone' : isWide ? 'wide' : 'desk'
}

function groupChoices(metrics: readonly ReferenceMetric[]): (readonly [string, string])[] {
  const names = [...new Set(metrics.flatMap(groupsOf))].filter(name => name !== NOT_DOCUMENTED).sort()
  return [
    ['all', 'All groups'],
    ...names.map(name => [name, name] as const),
    [NOT_DOCUMENTED, NOT_DOCUMENTED],
  ]
}

const NAME: Column<ReferenceMetric> = {
  id: 'name',
  title: 'Metric',
  text: ({ name }) => name,
  cell: ({ name }) => <code>{name}</code>,
  sort: ({ name }) => name,
  width: '22%',
}

const DESCRIPTION: Column<ReferenceMetric> = { id: 'help', title: 'Description', text: helpOf, sort: helpOf }

/** A column of its own would cut nearly all of them. */
const NAME_AND_DESCRIPTION: Column<ReferenceMetric> = {
  ...NAME,
  text: metric => `${metric.name}: ${helpOf(metric)}`,
  cell: metric => (
    <>
      <code className="reference-name">{metric.name}</code>
      <span className="reference-help">{helpOf(metric)}</span>
    </>
  ),
}

const TYPE: Column<ReferenceMetric> = { id: 'type', title: 'Type', text: typeText, sort: typeText, width: 92 }

function columnsOf({ metrics, atMs, counts }: ReferenceAnswer, room: Room): Column<ReferenceMetric>[] {
  const isWide = room === 'wide'
  // `counter → gauge` needs more than `counter`.
  const hasTypeDrift = counts['type-drift'] > 0
  const trends = trendQueries(metrics)
  const order = new Map(STATUSES.map(([status], index) => [status, index]))
  return [
    {
      id: 'status',
      title: 'Status',
      text: ({ status, message }) =>
        message === '' ? wordsOf(status)[1] : `${wordsOf(status)[1]}: ${message}`,
      cell: ({ status }) => <StateMark state={wordsOf(status)[0]}>{wordsOf(status)[1]}</StateMark>,
      sort: ({ status }) => order.get(status),
      width: 128,
    },
    ...(isWide
      ? [NAME, { ...TYPE, width: hasTypeDrift ? 156 : 92 }, DESCRIPTION]
      : [
          { ...NAME_AND_DESCRIPTION, width: room === 'phone' ? 232 : '37%' },
          { ...TYPE, wraps: true },
        ]),
    {
      id: 'labels',
      title: 'Labels',
      text: metric =>
        labelPlaces(metric)
          .map(([name]) => name)
          .join(', '),
      cell: metric => <LabelMarks places={labelPlaces(metric)} isMissing={metric.real === undefined} />,
      sort: metric => labelPlaces(metric).length,
      wraps: !isWide,
      width: '15%',
    },
    {
      id: 'series',
      title: 'Series',
      text: ({ real }) => (real === undefined ? '' : real.series.toLocaleString('en')),
      sort: ({ real }) => real?.series,
      number: true,
      width: 80,
    },
    {
      id: 'seen',
      title: 'Last seen',
      text: ({ lastSeenMs }) => (lastSeenMs === undefined ? '' : formatAge(atMs - lastSeenMs)),
      sort: ({ lastSeenMs }) => (lastSeenMs === undefined ? undefined : atMs - lastSeenMs),
      number: true,
      width: 96,
    },
    {
      id: 'trend',
      title: 'Trend',
      text: () => '',
      cell: ({ name }) => <Trend name={name} query={trends.get(name)} height={isWide ? 20 : 36} />,
      width: 96,
    },
  ]
}
