/** Values in large letters, with a line of where each comes from. */
import { useMemo, useRef } from 'react'
import { Sparkline } from '../../../chart/Sparkline.tsx'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { formatExact } from '../../../chart/units.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { inkOn } from '../colours.ts'
import { textOption } from '../shown-data.ts'
import { arrange } from './arrange.ts'
import { NoValues } from './NoValues.tsx'
import { withPalette } from './palette-values.ts'
import type { PanelProps } from './panel-props.ts'
import { type ReducedValue, reducedValues } from './reduced-values.ts'
import './StatPanel.css'
import { textWidth } from '../../../chart/text-width.ts'
import { ValueLinks } from './ValueLinks.tsx'

const TEXT_MODES = ['auto', 'value', 'value_and_name', 'name', 'none'] as const

export function StatPanel({ panel, data, isDimmed, linksOf }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const theme = useThemeColours().name
  const values = useMemo(() => withPalette(reducedValues(panel, data), theme), [panel, data, theme])
  const { options } = panel
  const textMode = textOption(options.textMode, TEXT_MODES, 'auto')
  const colourMode = textOption(
    options.colorMode,
    ['none', 'value', 'background', 'background_solid'] as const,
    'value',
  )
  const hasLine = options.graphMode !== 'none'
  const names = textMode === 'auto' ? values.length > 1 : textMode === 'value_and_name' || textMode === 'name'
  const { columns, rows, width, height } = arrange(values.length, size, options.orientation, {
    width: 90,
    height: 26,
  })
  return (
    <div ref={box} className={`stats ${isDimmed ? 'stats-dimmed' : ''}`}>
      {values.length === 0 ? <NoValues panel={panel} data={data} /> : null}
      {size.width === 0 ? null : (
        <ul
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            gridAutoRows: rows * height > size.height + 1 ? height : `${100 / rows}%`,
          }}
        >
          {values.map(value => (
            <Stat
              key={value.key}
              value={value}
              names={names}
              hasValue={textMode !== 'name' && textMode !== 'none'}
              colourMode={colourMode}
              line={hasLine && height > 60}
              isCentred={options.justifyMode === 'center' || (!hasLine && values.length === 1)}
              width={width}
              height={height}
              links={
                value.row === undefined
                  ? linksOf(value.field, -1, value.shown.number)
                  : linksOf(value.field, value.row, value.shown.number)
              }
            />
          ))}
        </ul>
      )}
    </div>
  )
}

interface StatProps {
  readonly value: ReducedValue
  readonly names: boolean
  readonly hasValue: boolean
  readonly colourMode: 'none' | 'value' | 'background' | 'background_solid'
  readonly line: boolean
  readonly isCentred: boolean
  readonly width: number
  readonly height: number
  readonly links: ReturnType<PanelProps['linksOf']>
}

const SHORT = 50
const BESIDE = 170
const SMALL = 120

function Stat({ value, names, hasValue, colourMode, line, isCentred, width, height, links }: StatProps) {
  const { shown, name, field } = value
  const { colour } = shown
  const isGround = colourMode.startsWith('background') && colour !== undefined
  const ink = isGround ? inkOn(colour) : colourMode === 'value' ? colour : undefined
  const hasLine = line && value.values.length > 1
  // What is no higher than a line has its name beside it.
  const isShort = names && height < SHORT && width >= BESIDE
  const isTight = names && height < SHORT && !isShort
  const room = height - (names && !isShort ? (isTight ? 14 : 22) : 0) - (isShort || isTight ? 4 : 16)
  const fontSize = Math.max(
    // A small value says more than half of a large one.
    width < SMALL ? 9 : isTight ? 12 : 14,
    Math.min(
      56,
      ((width - 26) * (isShort ? 0.5 : 1)) / Math.max(1.5, textWidth(shown.text)),
      room * (hasLine ? 0.48 : 0.7),
    ),
  )
  const style = isGround ? { background: colour, color: ink } : undefined
  return (
    <li
      className={`stat ${isShort ? 'stat-short' : isTight ? 'stat-tight' : isCentred ? 'stat-centred' : ''} ${isGround ? 'stat-on-ground' : ''}`}
      style={style}
    >
      {names ? (
        <div className="stat-name cut" title={name}>
          {name}
        </div>
      ) : null}
      {hasValue ? (
        <ValueLinks links={links}>
          <div
            className="stat-value cut"
            style={{
              fontSize,
              lineHeight: `${Math.round(fontSize * 1.15)}px`,
              ...(isGround || ink === undefined ? {} : { color: ink }),
            }}
            title={shown.number === null ? shown.text : formatExact(shown.number, field.config.unit)}
          >
            {shown.text}
          </div>
        </ValueLinks>
      ) : null}
      {hasLine ? (
        <div className="stat-line">
          <Sparkline
            values={value.values}
            width={240}
            height={Math.max(16, Math.round(room - fontSize * 1.2))}
            colour={isGround ? ink : (colour ?? 'var(--accent)')}
            stretch
          />
        </div>
      ) : null}
    </li>
  )
}
