/** Values side by side as bars, lying or standing. */
import { useMemo, useRef } from 'react'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { formatExact } from '../../../chart/units.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { cssColour, type ThemeName } from '../colours.ts'
import type { ShownField } from '../shown-data.ts'
import { endsOf } from './gauge-ends.ts'
import { NoValues } from './NoValues.tsx'
import { withPalette } from './palette-values.ts'
import type { PanelProps } from './panel-props.ts'
import { type ReducedValue, reducedValues } from './reduced-values.ts'
import './BarGaugePanel.css'
import { ValueLinks } from './ValueLinks.tsx'

/** What a lying bar takes with its gap, and what is left free above and below all of them. */
const ROOMY = 26
const AIR = 12

export function BarGaugePanel({ panel, data, title, isDimmed, linksOf }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const theme = useThemeColours().name
  const values = useMemo(() => withPalette(reducedValues(panel, data), theme), [panel, data, theme])
  const { orientation, displayMode, showUnfilled } = panel.options
  const isStanding = orientation === 'vertical' || (orientation !== 'horizontal' && size.height > size.width)
  // Rather smaller letters than values that nobody scrolls to.
  const isDense = !isStanding && size.height > 0 && values.length * ROOMY > size.height - AIR
  // Bars of one panel are compared with one another, so they have the same ends.
  const range = useMemo(() => rangeOf(values), [values])
  return (
    <div ref={box} className={`bar-values ${isDimmed ? 'bar-values-dimmed' : ''}`}>
      {values.length === 0 ? <NoValues panel={panel} data={data} /> : null}
      <ul
        className={`${isStanding ? 'bar-values-standing' : 'bar-values-lying'} ${isDense ? 'bar-values-dense' : ''}`}
        aria-label={title}
      >
        {values.map(value => {
          const { shown, field, name } = value
          const share = shareOf(shown.number, range)
          const colour = shown.colour ?? 'var(--accent)'
          const ground = displayMode === 'gradient' ? gradientOf(field, range, theme, isStanding) : undefined
          return (
            <li key={value.key}>
              <span className="bar-values-name cut" title={name}>
                {name}
              </span>
              <span
                className={`bar-values-track ${showUnfilled === false ? 'bar-values-trackless' : ''}`}
                aria-hidden="true"
              >
                <span
                  className="bar-values-bar"
                  style={{
                    [isStanding ? 'height' : 'width']: `${share * 100}%`,
                    ...(ground === undefined
                      ? { backgroundColor: colour }
                      : { backgroundImage: ground, ...wholeTrack(share, isStanding) }),
                  }}
                />
              </span>
              <span
                className="bar-values-value"
                style={{ color: shown.colour }}
                title={shown.number === null ? shown.text : formatExact(shown.number, field.config.unit)}
              >
                <ValueLinks links={linksOf(field, value.row ?? -1, shown.number)}>{shown.text}</ValueLinks>
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

interface Range {
  readonly min: number
  readonly max: number
}

function rangeOf(values: readonly ReducedValue[]): Range {
  const min = Math.min(...values.map(({ field }) => field.min))
  const max = Math.max(...values.map(({ field }) => field.max))
  return endsOf({ min, max }, values[0]?.shown.number ?? null)
}

function shareOf(value: number | null, { min, max }: Range): number {
  return value === null ? 0 : Math.min(1, Math.max(0, (value - min) / (max - min)))
}

/** From threshold to threshold, over the whole length of the track. */
function gradientOf(
  { config }: ShownField,
  range: Range,
  theme: ThemeName,
  isStanding: boolean,
): string | undefined {
  const { thresholds } = config
  if (config.color?.mode !== 'thresholds' || thresholds === undefined || thresholds.steps.length < 2)
    return undefined
  const stops = thresholds.steps.map(({ value, color }) => {
    const at = value === null ? 0 : thresholds.mode === 'percentage' ? value / 100 : shareOf(value, range)
    return `${cssColour(color, theme) ?? 'var(--accent)'} ${(at * 100).toFixed(1)}%`
  })
  return `linear-gradient(${isStanding ? 'to top' : 'to right'}, ${stops.join(', ')})`
}

/** The colours lie where they lie on the track, of which the bar shows its part. */
function wholeTrack(share: number, isStanding: boolean) {
  const size = `${100 / Math.max(share, 0.001)}%`
  return isStanding
    ? { backgroundSize: `100% ${size}`, backgroundPosition: 'bottom' }
    : { backgroundSize: `${size} 100%`, backgroundPosition: 'left' }
}
