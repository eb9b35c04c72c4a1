/** Services and their golden signals, the worst first. */
import { useMemo } from 'react'
import { Sparkline } from '../chart/Sparkline.tsx'
import { PathLink, useGoTo } from '../frame/PathLink.tsx'
import { paths } from '../paths.ts'
import { StateMark } from '../ui/StateMark.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { badness, judge, type ServiceSignals } from './golden-signals.ts'
import { errorColumn, latencyColumn, rateColumn } from './request-columns.tsx'
import './ServiceTable.css'
import './left-range.css'
import { useNarrow } from '../ui/use-narrow.ts'

export interface ServiceTableProps {
  readonly services: readonly ServiceSignals[]
  readonly maxHeight?: string
  readonly isOld?: boolean
}

const TREND_WIDTH = 120

export function ServiceTable({ services, maxHeight, isOld = false }: ServiceTableProps) {
  const goTo = useGoTo()
  const isNarrow = useNarrow()
  const columns = useMemo(() => columnsFor(isNarrow), [isNarrow])
  return (
    <div className={isOld ? 'service-table services-of-left-range' : 'service-table'}>
      <Table
        label="Services"
        rows={services}
        rowKey={({ service }) => service}
        columns={columns}
        onOpen={({ service }) => goTo(paths.service(service))}
        isMain
        {...(maxHeight === undefined ? {} : { maxHeight })}
      />
    </div>
  )
}

function columnsFor(isNarrow: boolean): readonly Column<ServiceSignals>[] {
  const wide: Column<ServiceSignals>[] = [
    {
      id: 'trend',
      title: 'Over the range',
      text: () => '',
      cell: ({ trend }) => <Sparkline values={trend} width={TREND_WIDTH} height={18} min={0} />,
      width: TREND_WIDTH + 16,
    },
  ]
  return [
    {
      id: 'state',
      title: 'State',
      text: each => judge(each).word,
      cell: each => {
        const { state, word } = judge(each)
        return <StateMark state={state}>{word}</StateMark>
      },
      sort: badness,
      width: isNarrow ? 84 : 104,
    },
    {
      id: 'service',
      title: 'Service',
      text: ({ service }) => service,
      cell: ({ service }) => <PathLink path={paths.service(service)}>{service}</PathLink>,
      sort: ({ service }) => service,
    },
    rateColumn(isNarrow ? 92 : 100),
    ...(isNarrow ? [] : wide),
    errorColumn(isNarrow ? 60 : 84, isNarrow ? { digits: 2 } : {}),
    ...(isNarrow ? [] : [latencyColumn(108)]),
  ]
}
