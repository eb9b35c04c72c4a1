/** How a whole is shared out. The legend has the figures. */
import { useMemo, useState } from 'react'
import { seriesColours } from '../../../chart/series-colours.ts'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { formatValue } from '../../../chart/units.ts'
import { inkOn } from '../colours.ts'
import { legendOf } from './legend-of.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'
import './PieChartPanel.css'
import { slicePath, slicesOf } from './pie-slices.ts'
import { reducedValues } from './reduced-values.ts'
import { ValueLinks } from './ValueLinks.tsx'

const OUTER = 100
/** Labels have room in slices that are at least this much of the whole. */
const LABELLED = 0.06

export function PieChartPanel({ panel, data, title, isDimmed, linksOf }: PanelProps) {
  const theme = useThemeColours().name
  const [pointed, setPointed] = useState<string>()
  const values = useMemo(() => sorted(reducedValues(panel, data), panel.options.sort), [panel, data])
  const colours = useMemo(
    () =>
      seriesColours(
        values.map(({ key, name, field }) => ({
          key,
          name,
          ...(field.colour === undefined ? {} : { colour: field.colour }),
        })),
        theme,
      ),
    [values, theme],
  )
  const slices = slicesOf(values.map(({ shown }) => shown.number))
  const { options } = panel
  const inner = options.pieType === 'donut' ? OUTER * 0.62 : 0
  const legend = legendOf(panel)
  const figures = ((options.legend ?? {}) as { values?: unknown }).values
  const hasValue = !Array.isArray(figures) || figures.length === 0 || figures.includes('value')
  const hasPercent = !Array.isArray(figures) || figures.length === 0 || figures.includes('percent')
  const labels = Array.isArray(options.displayLabels) ? options.displayLabels.map(String) : []
  if (values.length === 0) return <NoValues panel={panel} />
  const percent = (share: number): string => formatValue(share * 100, 'percent')
  const words = values
    .map(({ name, shown }, i) => `${name} ${shown.text}, ${percent(slices[i]!.share)}`)
    .join('; ')
  return (
    <div className={`pie pie-${legend.placement} ${isDimmed ? 'pie-dimmed' : ''}`}>
      <svg viewBox="-104 -104 208 208" role="img" aria-label={`${title}: ${words}`}>
        {slices.map((slice, i) => {
          const { key, name, shown } = values[i]!
          if (slice.share === 0) return null
          const middle = ((slice.from + slice.to) / 2 - 0.25) * 2 * Math.PI
          const radius = inner === 0 ? OUTER * 0.66 : (OUTER + inner) / 2
          const parts = [
            labels.includes('name') ? name.slice(0, 14) : '',
            labels.includes('value') ? shown.text : '',
            labels.includes('percent') ? percent(slice.share) : '',
          ].filter(Boolean)
          return (
            <g key={key} className={pointed !== undefined && pointed !== key ? 'pie-faint' : undefined}>
              <path
                d={slicePath(slice, inner, OUTER)}
                fill={colours[i]}
                onPointerEnter={() => setPointed(key)}
                onPointerLeave={() => setPointed(undefined)}
              >
                <title>{`${name}: ${shown.text} (${percent(slice.share)})`}</title>
              </path>
              {slice.share >= LABELLED && parts.length > 0 ? (
                <text
                  x={Math.cos(middle) * radius}
                  y={Math.sin(middle) * radius}
                  fill={inkOn(colours[i]!)}
                  textAnchor="middle"
                  dominantBaseline="middle"
                >
                  {parts.map((part, line) => (
                    <tspan
                      key={part}
                      x={Math.cos(middle) * radius}
                      dy={line === 0 ? `${-(parts.length - 1) * 0.55}em` : '1.1em'}
                    >
                      {part}
                    </tspan>
                  ))}
                </text>
              ) : null}
            </g>
          )
        })}
      </svg>
      {legend.form === 'none' ? null : (
        <ul className="pie-legend">
          {values.map(({ key, name, shown, field, row }, i) => (
            <li
              key={key}
              onPointerEnter={() => setPointed(key)}
              onPointerLeave={() => setPointed(undefined)}
              className={pointed === key ? 'pie-pointed' : undefined}
            >
              <span className="pie-swatch" style={{ background: colours[i] }} />
              <span className="cut" title={name}>
                {name}
              </span>
              {hasValue ? (
                <span className="number">
                  <ValueLinks links={linksOf(field, row ?? -1, shown.number)}>{shown.text}</ValueLinks>
                </span>
              ) : null}
              {hasPercent ? <span className="number quiet">{percent(slices[i]!.share)}</span> : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function sorted(values: ReturnType<typeof reducedValues>, sort: unknown) {
  if (sort === 'none') return values
  const sign = sort === 'asc' ? 1 : -1
  return values.toSorted((a, b) => sign * ((a.shown.number ?? 0) - (b.shown.number ?? 0)))
}
