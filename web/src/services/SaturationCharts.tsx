/** How full processes are, as three graphs beside each other. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RangeAnswer } from '../api/queries.ts'
import type { ChartMark } from '../chart/chart-types.ts'
import type { RequestMetrics } from './request-metrics.ts'
import { SignalChart } from './SignalChart.tsx'
import { namedByService, type Saturation } from './saturation.ts'
import { bySignal } from './useServices.ts'

export interface SaturationChartsProps {
  /** What was asked together, and what came. */
  readonly asked: Saturation
  readonly answer: UseQueryResult<RangeAnswer>
  readonly metrics: RequestMetrics | undefined
  readonly marks: readonly ChartMark[]
  /** Who tells nothing where a graph is empty. */
  readonly nobody: 'Nobody tells' | 'Its processes don’t tell'
  readonly legendRows?: number
}

export function SaturationCharts({
  asked,
  answer,
  metrics,
  marks,
  nobody,
  legendRows = 4,
}: SaturationChartsProps) {
  const full = useMemo(() => {
    const rows = [...bySignal(answer.data?.data.result ?? [])]
    return new Map(rows.map(([signal, part]) => [signal, namedByService(part, metrics)]))
  }, [answer.data, metrics])
  const common = { answer, legend: '{{process}}', marks, legendRows }
  return (
    <>
      <SignalChart
        {...common}
        title="CPU"
        unit="suffix:cores"
        rows={full.get('cpu') ?? NONE}
        query={asked.cpu.replaceAll('$rate', '5m')}
        empty={`${nobody} process_cpu_seconds_total, or not for long enough yet`}
      />
      <SignalChart
        {...common}
        title="Memory"
        unit="bytes"
        rows={full.get('memory') ?? NONE}
        query={asked.memory}
        empty={`${nobody} process_resident_memory_bytes`}
      />
      <SignalChart
        {...common}
        title="Event loop lag, p99"
        unit="s"
        rows={full.get('lag') ?? NONE}
        query={asked.lag}
        empty={`${nobody} how late the event loop is`}
      />
    </>
  )
}

const NONE: readonly never[] = []
