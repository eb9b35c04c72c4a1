/** Rows and columns, as the query and its transformations made them. */
import { type ReactNode, useMemo } from 'react'
import { Sparkline } from '../../../chart/Sparkline.tsx'
import { formatExact } from '../../../chart/units.ts'
import { useSearchText } from '../../../frame/useSearchText.ts'
import { Select } from '../../../ui/Select.tsx'
import { type Column, Table } from '../../../ui/Table.tsx'
import { inkOn } from '../colours.ts'
import {
  customOf,
  type FieldValue,
  frameName,
  type Shown,
  type ShownField,
  type ShownFrame,
  valueAt,
} from '../shown-data.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'
import './TablePanel.css'
import { tableFooter } from './table-footer.ts'
import { ValueLinks } from './ValueLinks.tsx'

/** Of one frame; the rest can be had from the inspector. */
const MOST_ROWS = 100_000
/** With milliseconds. */
const TIME_WIDTH = 190

export function TablePanel({ panel, data, title, isDimmed, linksOf }: PanelProps) {
  const { frameIndex } = panel.options
  const usual = typeof frameIndex === 'number' && frameIndex < data.frames.length ? String(frameIndex) : '0'
  const [chosen, setChosen] = useSearchText(`frame-${panel.id}`, usual)
  const frame = data.frames[Number(chosen)] ?? data.frames[0]
  const rows = useMemo(
    () => Array.from({ length: Math.min(frame?.frame.length ?? 0, MOST_ROWS) }, (_, row) => row),
    [frame],
  )
  const columns = useMemo(
    () => columnsOf(frame, linksOf, frame === undefined ? undefined : tableFooter(panel, frame)),
    [panel, frame, linksOf],
  )
  if (frame === undefined || rows.length === 0) return <NoValues panel={panel} data={data} />
  return (
    <div
      className={`table-panel ${isDimmed ? 'table-panel-dimmed' : ''} ${panel.options.showHeader === false ? 'table-panel-headless' : ''}`}
    >
      <Table
        label={title}
        rows={rows}
        rowKey={String}
        columns={columns}
        {...sortOf(panel.options.sortBy, frame)}
        maxHeight="100%"
      />
      {data.frames.length > 1 ? (
        <Select
          label="Shown result"
          value={chosen}
          onChange={setChosen}
          choices={data.frames.map((each, i) => [String(i), frameName(each, i)] as const)}
        />
      ) : null}
    </div>
  )
}

function sortOf(sortBy: unknown, { fields }: ShownFrame) {
  const [first] = Array.isArray(sortBy) ? (sortBy as { displayName?: string; desc?: boolean }[]) : []
  const at = fields.findIndex(({ name }) => name === first?.displayName)
  return at === -1 ? {} : { defaultSort: { column: String(at), descending: first?.desc === true } }
}

function columnsOf(
  frame: ShownFrame | undefined,
  linksOf: PanelProps['linksOf'],
  footer: readonly (string | undefined)[] | undefined,
): Column<number>[] {
  const shown = (frame?.fields ?? [])
    .map((field, at) => ({ field, at }))
    .filter(({ field }) => customOf(field).hidden !== true)
  return shown.map(({ field, at }): Column<number> => {
    const { width, align } = customOf(field)
    const isNumber = field.field.type === 'number'
    return {
      id: String(at),
      title: field.name,
      text: row => textOf(field, valueAt(field.field, row)),
      cell: row => <CellOf field={field} row={row} linksOf={linksOf} />,
      sort: row => {
        const value = valueAt(field.field, row)
        return value === null ? undefined : typeof value === 'boolean' ? Number(value) : value
      },
      number: align === 'right' || (isNumber && align !== 'left' && align !== 'center'),
      ...(footer === undefined ? {} : { foot: footer[at] ?? '' }),
      ...(typeof width === 'number' && width > 0 ? { width } : widthOf(field)),
    }
  })
}

/** A time says nothing when it is cut after its day. */
function widthOf({ field, config }: ShownField): { readonly width?: number } {
  return field.type === 'time' && config.unit === undefined ? { width: TIME_WIDTH } : {}
}

/** What is told on hover: all digits. */
function textOf(field: ShownField, value: FieldValue): string {
  const shown = field.show(value)
  const isPlain =
    shown.number !== null && field.field.type === 'number' && field.config.mappings === undefined
  return isPlain ? formatExact(shown.number, field.config.unit) : shown.text
}

interface CellProps {
  readonly field: ShownField
  readonly row: number
  readonly linksOf: PanelProps['linksOf']
}

function CellOf({ field, row, linksOf }: CellProps): ReactNode {
  const value = valueAt(field.field, row)
  const shown = field.show(value)
  const text = <ValueLinks links={linksOf(field, row, value)}>{shown.text}</ValueLinks>
  switch (cellType(field)) {
    case 'color-text':
      return <span style={{ color: shown.colour }}>{text}</span>
    case 'color-background':
      return shown.colour === undefined ? (
        text
      ) : (
        <span className="table-panel-ground" style={{ background: shown.colour, color: inkOn(shown.colour) }}>
          {text}
        </span>
      )
    case 'gauge':
      return (
        <BarOf field={field} shown={shown}>
          {text}
        </BarOf>
      )
    case 'sparkline':
      return (
        <TrendOf field={field} row={row} colour={shown.colour}>
          {text}
        </TrendOf>
      )
    default:
      return text
  }
}

function BarOf({
  field,
  shown,
  children,
}: {
  readonly field: ShownField
  readonly shown: Shown
  readonly children: ReactNode
}) {
  const { min, max } = field
  const share =
    shown.number === null || !(max > min) ? 0 : Math.min(1, Math.max(0, (shown.number - min) / (max - min)))
  return (
    <span className="table-panel-gauge">
      <span className="table-panel-track" aria-hidden="true">
        <span style={{ width: `${share * 100}%`, background: shown.colour ?? 'var(--accent)' }} />
      </span>
      <span style={{ color: shown.colour }}>{children}</span>
    </span>
  )
}

const NO_VALUES: ArrayLike<number> = []

/** The line behind a value, and the value unless it is hidden. */
function TrendOf({
  field,
  row,
  colour,
  children,
}: {
  readonly field: ShownField
  readonly row: number
  readonly colour: string | undefined
  readonly children: ReactNode
}) {
  const trend = field.field.type === 'number' ? field.field.trends?.[row] : undefined
  const { hideValue } = (customOf(field).cellOptions ?? {}) as { readonly hideValue?: boolean }
  return (
    <span className="table-panel-trend">
      <span>
        <Sparkline
          values={trend?.values ?? NO_VALUES}
          width={160}
          height={20}
          colour={colour ?? 'var(--accent)'}
          stretch
        />
      </span>
      {hideValue === true ? null : <span className="table-panel-figure">{children}</span>}
    </span>
  )
}

/** `cellOptions.type`; before Grafana 9.5 it was `displayMode`. */
function cellType(field: ShownField): string {
  const { cellOptions, displayMode } = customOf(field)
  const type = (cellOptions as { type?: string } | undefined)?.type ?? displayMode
  const isBar = type === 'gauge' || type === 'basic' || type === 'gradient-gauge' || type === 'lcd-gauge'
  // Words have no length to compare.
  if (isBar || type === 'sparkline') return field.field.type !== 'number' ? 'auto' : isBar ? 'gauge' : type
  return typeof type === 'string' ? type.replace(/^color-background-solid$/, 'color-background') : 'auto'
}
