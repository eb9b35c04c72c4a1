/** A graph of a query over the page's range, small enough for a side panel. */
import { useMemo } from 'react'
import { useRange } from '../../api/queries.ts'
import { chartData } from '../../chart/chart-data.ts'
import { TimeSeriesChart } from '../../chart/TimeSeriesChart.tsx'
import { unitOfQuery } from '../../promql/query-unit.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'

const HEIGHT = 180
const LEGEND = ['last', 'max'] as const
const MOST_SERIES = 12

export function QueryGraph({ query }: { readonly query: string }) {
  const { zone, setRange } = useTimeRange()
  const { data, error, refetch, isPlaceholderData } = useRange(query, { width: 520 })
  const drawn = useMemo(
    () =>
      data === undefined
        ? undefined
        : chartData(
            [{ rows: data.data.result, grid: data, look: { unit: unitOfQuery(query) } }],
            MOST_SERIES,
          ),
    [data, query],
  )
  if (data === undefined || drawn === undefined)
    return error === null ? (
      <Skeleton height={HEIGHT} />
    ) : (
      <ErrorState error={error} asked={query} onRetry={() => void refetch()} />
    )
  return (
    <TimeSeriesChart
      name={query}
      {...drawn}
      fromMs={data.fromMs}
      toMs={data.toMs}
      height={HEIGHT}
      style={drawn.series.length === 1 ? 'area' : 'line'}
      zone={zone}
      legend={drawn.series.length === 1 ? 'none' : 'table'}
      legendColumns={LEGEND}
      notes={data.warnings}
      dimmed={isPlaceholderData}
      onZoom={(fromMs, toMs) => setRange({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) })}
    />
  )
}
