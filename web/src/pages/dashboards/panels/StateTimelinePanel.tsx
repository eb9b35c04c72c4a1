/** States over time, a row for each field. The history of statuses is the same, without joining what stays as it is. */
import { useMemo, useRef } from 'react'
import { type ShownState, StateTimeline } from '../../../chart/StateTimeline.tsx'
import type { StateRow } from '../../../chart/state-segments.ts'
import { toneOfColour } from '../../../chart/thresholds.ts'
import { ABSENT } from '../../../chart/units.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { type PanelData, type ShownField, seriesOf, valueAt } from '../shown-data.ts'
import { columnsOf } from './columns-of.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'

export function StateTimelinePanel({ panel, data, title, zone, crosshair, isDimmed }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const { times, rows } = useMemo(() => rowsOf(data), [data])
  const rowHeight = rowHeightFor(rows.length, size.height)
  return (
    <div ref={box} className={`panel-fills panel-scrolls ${isDimmed ? 'panel-dimmed' : ''}`}>
      {rows.every(({ values }) => values.every(value => value === null)) ? (
        <NoValues panel={panel} data={data} />
      ) : (
        <StateTimeline
          name={title}
          times={times}
          rows={rows}
          fromMs={data.fromMs}
          toMs={data.toMs}
          stateOf={stateOf}
          zone={zone}
          crosshair={crosshair}
          rowHeight={rowHeight}
          isJoined={panel.type === 'state-timeline' && panel.options.mergeValues !== false}
          hasWords={
            rowHeight >= LEGIBLE && panel.type === 'state-timeline' && panel.options.showValue !== 'never'
          }
        />
      )}
    </div>
  )
}

const GAP = 4
/** Rows that letters have room in. */
const LEGIBLE = 13
const AXIS = 24

/** All of them are in sight where that leaves them legible. */
function rowHeightFor(rows: number, height: number): number {
  return Math.min(48, Math.max(9, Math.floor((height - AXIS) / Math.max(1, rows)) - GAP))
}

interface Rows {
  readonly times: Float64Array
  readonly rows: readonly StateRow[]
}

/** States are texts by then: what a value is called decides where one ends and the next begins. */
function rowsOf(data: PanelData): Rows {
  const series = seriesOf(data)
  if (series.length > 0) {
    const { times, values } = columnsOf(series, data, 'kept')
    const fields = series.map(({ field }) => field)
    return { times, rows: fields.map((field, i) => rowOf(field, i, values[i]!)) }
  }
  const frame = data.frames.find(({ fields }) => fields.some(({ field }) => field.type === 'time'))
  const time = frame?.fields.find(({ field }) => field.type === 'time')?.field
  if (frame === undefined || time?.type !== 'time') return { times: new Float64Array(0), rows: [] }
  const fields = frame.fields.filter(({ field }) => field.type !== 'time')
  const rows = fields.map((field, i) =>
    rowOf(
      field,
      i,
      Array.from(time.values, (_, row) => valueAt(field.field, row)),
    ),
  )
  return { times: time.values, rows }
}

function rowOf(field: ShownField, index: number, values: readonly unknown[]): StateRow {
  const texts = values.map(value => {
    if (value === null || value === undefined) return null
    const { text, colour } = field.show(value as number)
    // Of no number, only what a mapping calls it is a state.
    if (Number.isNaN(value) && text === (field.config.noValue ?? ABSENT)) return null
    // The row's colours stand with its words: the same word may mean good in one row and bad in another.
    return `${text}\u0000${colour ?? ''}`
  })
  return { key: `${index} ${field.name}`, name: field.name, values: texts }
}

function stateOf(value: number | string): ShownState {
  const [words = '', colour = ''] = String(value).split('\u0000')
  return { words, tone: toneOfColour(colour), ...(colour === '' ? {} : { colour }) }
}
