/** What a chart shows, in words, for those who don't see it. */
import type { Columns } from './align.ts'
import type { ChartAxis, ChartMark, ChartSeries } from './chart-types.ts'
import { statisticsOf } from './statistics.ts'
import { formatMoment } from './time-ticks.ts'
import { formatValue } from './units.ts'

export interface SummaryOf {
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  readonly hidden?: ReadonlySet<string>
  readonly left?: ChartAxis | undefined
  readonly right?: ChartAxis | undefined
  readonly marks?: readonly ChartMark[] | undefined
  readonly fromMs: number
  readonly toMs: number
  readonly zone?: string | undefined
  readonly more?: number | undefined
}

const MOST = 5

export function summaryOf({
  columns,
  series,
  hidden,
  left,
  right,
  marks = [],
  fromMs,
  toMs,
  zone,
  more = 0,
}: SummaryOf): string {
  const range = `From ${formatMoment(fromMs, zone)} to ${formatMoment(toMs, zone)}`
  const shown = series
    .map((each, i) => ({ each, statistics: statisticsOf(columns.values[i] ?? []) }))
    .filter(({ each, statistics }) => !(hidden?.has(each.key) ?? false) && statistics.count > 0)
    .sort((a, b) => (b.statistics.last ?? 0) - (a.statistics.last ?? 0))
  if (shown.length === 0) return `${range}: no values.`
  const sentences = shown.slice(0, MOST).map(({ each, statistics: { last, min, max } }) => {
    const unit = each.unit ?? (each.axis === 'right' ? right : left)?.unit
    const name = each.name.length > 60 ? `${each.name.slice(0, 59)}…` : each.name
    return `${name}: last ${formatValue(last, unit)}, between ${formatValue(min, unit)} and ${formatValue(max, unit)}.`
  })
  const others = shown.length - sentences.length + more
  if (others > 0) sentences.push(`And ${others} more.`)
  if (marks.length > 0) sentences.push(`${marks.length} ${marks.length === 1 ? 'mark' : 'marks'}.`)
  return `${range}, ${shown.length + more} series. ${sentences.join(' ')}`
}
