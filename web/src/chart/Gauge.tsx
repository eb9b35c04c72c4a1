/** One value between its ends, as three quarters of a ring with the thresholds on its rim. */
import type { GaugeForm } from './gauge-form.ts'
import { absoluteSteps, type Thresholds, TONE_COLOURS, TONE_WORDS, toneAt } from './thresholds.ts'
import { formatExact, formatValue } from './units.ts'
import './Gauge.css'

export interface GaugeProps {
  readonly name: string
  readonly value: number | null | undefined
  readonly unit?: string | undefined
  readonly decimals?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly thresholds?: Thresholds | undefined
  /** Instead of the value as its unit has it, and of its threshold's colour. */
  readonly text?: string | undefined
  readonly colour?: string | undefined
  /** Are the thresholds on the rim? */
  readonly hasRim?: boolean | undefined
  /** How much of it has room; all of it unless told. */
  readonly form?: GaugeForm | undefined
}

const FROM = -135
const SWEEP = 270

export function Gauge(props: GaugeProps) {
  const {
    name,
    value,
    unit,
    decimals,
    min = 0,
    max = 100,
    thresholds,
    colour,
    hasRim = true,
    form = 'whole',
  } = props
  const tone = toneAt(value, thresholds, min, max)
  const share = (each: number): number =>
    max > min ? Math.min(1, Math.max(0, (each - min) / (max - min))) : 0
  const text = props.text ?? formatValue(value, unit, { decimals })
  const steps = thresholds === undefined || !hasRim ? [] : absoluteSteps(thresholds, min, max)
  const filled = value === null || value === undefined || Number.isNaN(value) ? 0 : share(value)
  const words = TONE_WORDS[tone]
  return (
    <div
      className={`gauge gauge-${form}`}
      role="img"
      aria-label={`${name}: ${text}${words === '' ? '' : `, ${words}`}`}
      title={formatExact(value, unit)}
    >
      <svg viewBox={form === 'whole' ? '0 0 120 112' : '2 0 116 100'} aria-hidden="true">
        {steps.map(({ from, tone: rim, colour: own }, i) => {
          const start = share(Math.max(from, min))
          const end = share(Math.min(steps[i + 1]?.from ?? max, max))
          return (
            end > start && (
              <path
                key={from}
                d={arc(56, start, end)}
                stroke={own ?? TONE_COLOURS[rim]}
                className="gauge-rim"
              />
            )
          )
        })}
        <path d={arc(47, 0, 1)} className="gauge-track" />
        {filled > 0 && (
          <path d={arc(47, 0, filled)} stroke={colour ?? TONE_COLOURS[tone]} className="gauge-value" />
        )}
        {form === 'beside' ? null : (
          <text x="60" y="64" className={`gauge-text ${sizeOf(text)}`}>
            {text}
          </text>
        )}
        {form === 'whole' ? (
          <>
            {words !== '' && (
              <text x="60" y="82" className="gauge-words">
                {words}
              </text>
            )}
            <text x="22" y="109" className="gauge-end">
              {formatValue(min, unit)}
            </text>
            <text x="98" y="109" className="gauge-end">
              {formatValue(max, unit)}
            </text>
          </>
        ) : null}
      </svg>
      {form === 'beside' ? <div className="gauge-aside">{text}</div> : null}
      <div className="gauge-name" title={name}>
        {name}
      </div>
    </div>
  )
}

function sizeOf(text: string): string {
  return text.length > 9 ? 'gauge-text-long' : text.length > 6 ? 'gauge-text-middling' : ''
}

function arc(radius: number, from: number, to: number): string {
  const point = (share: number): string => {
    const angle = ((FROM + share * SWEEP - 90) * Math.PI) / 180
    return `${(60 + radius * Math.cos(angle)).toFixed(2)} ${(58 + radius * Math.sin(angle)).toFixed(2)}`
  }
  return `M${point(from)}A${radius} ${radius} 0 ${(to - from) * SWEEP > 180 ? 1 : 0} 1 ${point(to)}`
}
