/** Values side by side as bars: which is largest, and how near each is to its limit. */
import { type Thresholds, TONE_COLOURS, TONE_WORDS, toneAt } from './thresholds.ts'
import { formatExact, formatValue } from './units.ts'
import './BarGauge.css'

export interface BarGaugeItem {
  readonly key: string
  readonly name: string
  readonly value: number | null | undefined
}

export interface BarGaugeProps {
  readonly name: string
  readonly items: readonly BarGaugeItem[]
  readonly unit?: string | undefined
  readonly decimals?: number | undefined
  readonly min?: number | undefined
  /** The largest value unless told. */
  readonly max?: number | undefined
  readonly thresholds?: Thresholds | undefined
  /** A colour for each, where thresholds give none. */
  readonly colourOf?: ((item: BarGaugeItem) => string) | undefined
  readonly onPick?: ((item: BarGaugeItem) => void) | undefined
  readonly most?: number | undefined
}

export function BarGauge(props: BarGaugeProps) {
  const { name, items, unit, decimals, thresholds, colourOf, onPick, most = 50 } = props
  const values = items.flatMap(({ value }) => (value != null && Number.isFinite(value) ? [value] : []))
  const min = props.min ?? Math.min(0, ...values)
  const max = props.max ?? Math.max(0, ...values)
  const share = (value: number): number =>
    max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0
  const zero = share(Math.min(max, Math.max(min, 0)))
  const shown = items.slice(0, most)
  return (
    <div className="bar-gauge">
      <ul aria-label={name}>
        {shown.map(item => {
          const tone = toneAt(item.value, thresholds, min, max)
          const end = share(item.value ?? 0)
          const colour = tone === 'plain' ? (colourOf?.(item) ?? TONE_COLOURS.plain) : TONE_COLOURS[tone]
          return (
            <li key={item.key}>
              {onPick === undefined ? (
                <span className="bar-gauge-name" title={item.name}>
                  {item.name}
                </span>
              ) : (
                <button
                  type="button"
                  className="bar-gauge-name"
                  title={item.name}
                  onClick={() => onPick(item)}
                >
                  {item.name}
                </button>
              )}
              <span className="bar-gauge-track" aria-hidden="true">
                <span
                  className="bar-gauge-bar"
                  style={{
                    left: `${Math.min(zero, end) * 100}%`,
                    width: `${Math.abs(end - zero) * 100}%`,
                    background: colour,
                  }}
                />
              </span>
              <span className="bar-gauge-value" title={formatExact(item.value, unit)}>
                {formatValue(item.value, unit, { decimals })}
                {TONE_WORDS[tone] !== '' && tone !== 'good' && (
                  <span className="bar-gauge-state">{TONE_WORDS[tone]}</span>
                )}
              </span>
            </li>
          )
        })}
      </ul>
      {items.length > shown.length && (
        <p className="bar-gauge-more">
          {shown.length} shown, +{items.length - shown.length} more
        </p>
      )}
    </div>
  )
}
