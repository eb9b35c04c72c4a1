/** The living reference: what is documented of metrics, beside what is really there. */

import { useQuery } from '@tanstack/react-query'
import type { ReferenceAnswer, ReferenceMetric } from '@vedette/api'
import { useMemo } from 'react'
import { askPlain } from '../../api/client.ts'
import { useSearchText } from '../../frame/useSearchText.ts'
import { formatAge } from '../../time/format.ts'
import { Select } from '../../ui/Select.tsx'
import { StateCount } from '../../ui/StateCount.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import { Toolbar } from '../../ui/Toolbar.tsx'
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
  const { data, error, refetch } = useQuery({
    queryKey: ['reference'],
    queryFn: ({ signal }) => askPlain<ReferenceAnswer>(`/api/v1/reference?limit=${MOST}`, { signal }),
    refetchInterval: REFRESH_MS,
  })
  if (data === undefined)
    return error === null ? (
      <Skeleton height={480} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  return data.files.length === 0 ? (
    <NoDocuments metrics={data.counts.undocumented} />
  ) : (
    <Reference answer={data} />
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
  const columns = useMemo(() => columnsOf(answer), [answer])
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

function groupChoices(metrics: readonly ReferenceMetric[]): (readonly [string, string])[] {
  const names = [...new Set(metrics.flatMap(groupsOf))].filter(name => name !== NOT_DOCUMENTED).sort()
  return [
    ['all', 'All groups'],
    ...names.map(name => [name, name] as const),
    [NOT_DOCUMENTED, NOT_DOCUMENTED],
  ]
}

function columnsOf({ metrics, atMs, counts }: ReferenceAnswer): Column<ReferenceMetric>[] {
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
      width: 124,
    },
    {
      id: 'name',
      title: 'Metric',
      text: ({ name }) => name,
      cell: ({ name }) => <code>{name}</code>,
      sort: ({ name }) => name,
      width: '25%',
    },
    // `counter → gauge` needs more than `counter`.
    { id: 'type', title: 'Type', text: typeText, sort: typeText, width: hasTypeDrift ? 124 : 84 },
    { id: 'help', title: 'Description', text: helpOf, sort: helpOf },
    {
      id: 'labels',
      title: 'Labels',
      text: metric =>
        labelPlaces(metric)
          .map(([name]) => name)
          .join(', '),
      cell: metric => <LabelMarks places={labelPlaces(metric)} isMissing={metric.real === undefined} />,
      sort: metric => labelPlaces(metric).length,
      width: '11%',
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
      cell: ({ name }) => <Trend name={name} query={trends.get(name)} />,
      width: 112,
    },
  ]
}
