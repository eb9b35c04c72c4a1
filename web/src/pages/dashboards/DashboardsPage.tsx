/** All dashboards: to search, to open, to add to. */
import { useQuery } from '@tanstack/react-query'
import type { DashboardList, DashboardSummary } from '@vedette/api'
import { Upload } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { askPlain } from '../../api/client.ts'
import { PathLink, useGoTo } from '../../frame/PathLink.tsx'
import { useSearchText } from '../../frame/useSearchText.ts'
import { useMayChange } from '../../frame/useSession.ts'
import { paths } from '../../paths.ts'
import { formatAge, formatExact } from '../../time/format.ts'
import { Button } from '../../ui/Button.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import { Toolbar } from '../../ui/Toolbar.tsx'
import './DashboardsPage.css'
import { ImportDashboard } from './ImportDashboard.tsx'
import { NewDashboard } from './NewDashboard.tsx'

export function DashboardsPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => askPlain<DashboardList>('/api/v1/dashboards', { signal }),
  })
  const [isImporting, setImporting] = useState(false)
  const mayAdd = useMayChange()
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={400} label="Loading dashboards" />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  }
  const onImport = (): void => setImporting(true)
  return (
    <>
      {data.dashboards.length === 0 && data.problems.length === 0 ? (
        <EmptyState title="There are no dashboards yet">
          <p>
            Bring one along from Grafana, or name JSON files of your repository in{' '}
            <code>dashboards.files</code> of <code>vedette.yml</code>.
          </p>
          {mayAdd ? (
            <Toolbar>
              <NewDashboard />
              <Button onPress={onImport}>
                <Upload aria-hidden />
                Import a dashboard
              </Button>
            </Toolbar>
          ) : null}
        </EmptyState>
      ) : (
        <Dashboards list={data} onImport={mayAdd ? onImport : undefined} />
      )}
      {isImporting ? <ImportDashboard onClose={() => setImporting(false)} /> : null}
    </>
  )
}

/** Who reads the list opens one of them next. */
function loadWhatOpens(): () => void {
  const id = requestIdleCallback(() => void import('./DashboardPage.tsx').catch(() => {}))
  return () => cancelIdleCallback(id)
}

interface DashboardsProps {
  readonly list: DashboardList
  /** Undefined where nothing may be added. */
  readonly onImport: (() => void) | undefined
}

function Dashboards({ list, onImport }: DashboardsProps) {
  const [text, setText] = useSearchText('find')
  const [tag, setTag] = useSearchText('tag')
  const goTo = useGoTo()
  useEffect(loadWhatOpens, [])
  const rows = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/)
    return list.dashboards.filter(
      ({ title, tags }) =>
        (tag === '' || tags.includes(tag)) &&
        words.every(word => `${title} ${tags.join(' ')}`.toLowerCase().includes(word)),
    )
  }, [list, text, tag])
  const columns = useMemo(() => columnsOf(tag, setTag), [tag, setTag])
  return (
    <div className="dashboards-page">
      <Toolbar>
        <TextFilter
          label="Filter dashboards"
          value={text}
          onChange={setText}
          count={{ shown: rows.length, all: list.dashboards.length }}
        />
        {tag === '' ? null : (
          <Button kind="plain" onPress={() => setTag('')}>
            Tag {tag} ×
          </Button>
        )}
        {onImport === undefined ? null : (
          <div className="dashboards-page-right">
            <NewDashboard />
            <Button onPress={onImport}>
              <Upload aria-hidden />
              Import
            </Button>
          </div>
        )}
      </Toolbar>
      {list.problems.map(({ path, message }) => (
        <p key={path} className="dashboards-page-problem" role="alert">
          <StateMark state="warning">{path}</StateMark> {message}
        </p>
      ))}
      <Table
        label="Dashboards"
        rows={rows}
        rowKey={({ uid }) => uid}
        columns={columns}
        defaultSort={{ column: 'title', descending: false }}
        onOpen={({ uid }) => goTo(paths.dashboard(uid))}
        isMain
        maxHeight="calc(100vh - 116px)"
        whenEmpty={<EmptyState title="No dashboard is like that" />}
      />
    </div>
  )
}

function columnsOf(tag: string, onTag: (tag: string) => void): Column<DashboardSummary>[] {
  return [
    {
      id: 'title',
      title: 'Title',
      text: ({ title }) => title,
      cell: ({ uid, title }) => <PathLink path={paths.dashboard(uid)}>{title}</PathLink>,
      sort: ({ title }) => title,
    },
    {
      id: 'tags',
      title: 'Tags',
      text: ({ tags }) => tags.join(', '),
      cell: ({ tags }) =>
        tags.map(each => (
          <button
            key={each}
            type="button"
            className="dashboards-page-tag"
            aria-pressed={each === tag}
            onClick={() => onTag(each === tag ? '' : each)}
          >
            {each}
          </button>
        )),
      width: '30%',
    },
    {
      id: 'panels',
      title: 'Panels',
      text: ({ panels }) => String(panels),
      sort: ({ panels }) => panels,
      number: true,
      width: 80,
    },
    {
      id: 'from',
      title: 'From',
      text: ({ file, author }) =>
        file === undefined ? author : `${file.path}${file.error === '' ? '' : `: ${file.error}`}`,
      cell: each => <Origin summary={each} />,
      sort: ({ file, author }) => file?.path ?? author,
      width: '24%',
    },
    {
      id: 'changed',
      title: 'Changed',
      text: ({ timeMs }) => formatExact(timeMs, 'local'),
      cell: ({ timeMs }) => formatAge(Date.now() - timeMs),
      sort: ({ timeMs }) => timeMs,
      number: true,
      width: 120,
    },
  ]
}

function Origin({ summary: { file, author } }: { readonly summary: DashboardSummary }) {
  if (file === undefined) return <span className="quiet">{author || 'saved here'}</span>
  if (file.error !== '') return <StateMark state="warning">{file.path}</StateMark>
  if (file.changedSince)
    return <StateMark state="warning">{`${file.path}, changed since it was edited here`}</StateMark>
  return (
    <span className="quiet">
      {file.path}
      {file.edited ? ', edited here' : ''}
    </span>
  )
}
