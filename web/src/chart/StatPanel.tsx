/** One number that matters, with where it comes from (a line) and how it moved (a difference). */
import type { Cell } from './align.ts'
import { Sparkline } from './Sparkline.tsx'
import { changeBetween } from './statistics.ts'
import { type Thresholds, TONE_COLOURS, TONE_WORDS, toneAt } from './thresholds.ts'
import { formatExact, formatParts, formatValue } from './units.ts'
import './StatPanel.css'

export interface StatPanelProps {
  readonly name: string
  readonly value: number | null | undefined
  readonly unit?: string | undefined
  readonly decimals?: number | undefined
  /** The same value earlier, for the difference; `compared` says when: `than an hour ago`. */
  readonly previous?: number | null | undefined
  readonly compared?: string | undefined
  /** Whether more is better, worse or neither: the difference gets its colour by it. */
  readonly more?: 'better' | 'worse' | 'neither' | undefined
  readonly values?: ArrayLike<Cell> | undefined
  readonly thresholds?: Thresholds | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Instead of the value: `ok`, `running`. */
  readonly text?: string | undefined
}

export function StatPanel(props: StatPanelProps) {
  const {
    name,
    value,
    unit,
    decimals,
    previous,
    compared,
    more = 'neither',
    values,
    thresholds,
    min,
    max,
    text,
  } = props
  const tone = toneAt(value, thresholds, min, max)
  const parts = formatParts(value, unit, { decimals })
  const coloured = tone !== 'plain' && tone !== 'unknown'
  const line = coloured ? TONE_COLOURS[tone] : 'var(--accent)'
  return (
    <div className="stat-panel">
      <div className="stat-panel-name" title={name}>
        {name}
      </div>
      <div className="stat-panel-row">
        <div
          className="stat-panel-value"
          title={text ?? formatExact(value, unit)}
          style={coloured ? { color: line } : undefined}
        >
          {text ?? (
            <>
              {parts.number.startsWith('−') ? '−' : ''}
              {parts.prefix !== '' && <span className="stat-panel-unit">{parts.prefix}</span>}
              {parts.number.replace(/^−/, '')}
              {parts.suffix !== '' && <span className="stat-panel-unit"> {parts.suffix}</span>}
            </>
          )}
        </div>
        {coloured && <span className="stat-panel-state">{TONE_WORDS[tone]}</span>}
        <Difference before={previous} now={value} more={more} compared={compared} />
      </div>
      {values !== undefined && (
        <div className="stat-panel-line">
          <Sparkline values={values} width={240} height={36} colour={line} min={min} max={max} stretch />
        </div>
      )}
    </div>
  )
}

interface DifferenceProps {
  readonly before: number | null | undefined
  readonly now: number | null | undefined
  readonly more: 'better' | 'worse' | 'neither'
  readonly compared: string | undefined
}

function Difference({ before, now, more, compared = 'than before' }: DifferenceProps) {
  const change = changeBetween(before, now)
  if (change === undefined) return null
  const size = Math.abs(change)
  if (size < 0.0005) return <span className="stat-panel-change">no change</span>
  const up = change > 0
  const tone = more === 'neither' ? undefined : up === (more === 'better') ? 'good' : 'critical'
  // Beyond tenfold a percentage says less than a factor.
  const words =
    size >= 10
      ? `${formatValue(1 + size, 'none', { digits: 2 })}×`
      : formatValue(size * 100, 'percent', { digits: 2 })
  return (
    <span
      className="stat-panel-change"
      style={tone === undefined ? undefined : { color: TONE_COLOURS[tone] }}
      title={`${up ? 'Higher' : 'Lower'} ${compared}`}
    >
      <span aria-hidden="true">{up ? '↑' : '↓'}</span>
      <span className="stat-panel-spoken">{up ? 'up' : 'down'}</span> {words}
    </span>
  )
}
