/** The line of one metric over the page's range, cut out of an answer that its neighbours share. */
import { useRange } from '../../api/queries.ts'
import { alignMatrix } from '../../chart/align.ts'
import { Sparkline } from '../../chart/Sparkline.tsx'

export interface TrendProps {
  readonly name: string
  readonly query?: string | undefined
  readonly height: number
}

export function Trend({ name, query = '', height }: TrendProps) {
  const { data } = useRange(query, { width: 100 })
  const series = data?.data.result.find(({ metric }) => metric.trend === name)
  if (data === undefined || series === undefined || query === '') return null
  return <Sparkline values={alignMatrix([series], data).values[0] ?? []} width={80} height={height} />
}
