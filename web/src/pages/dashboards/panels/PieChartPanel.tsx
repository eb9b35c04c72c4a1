/** How a whole is shared out. The legend has the figures. */
import { useMemo, useRef, useState } from 'react'
import { seriesColours } from '../../../chart/series-colours.ts'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { formatValue } from '../../../chart/units.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { inkOn } from '../colours.ts'
import { hiddenFrom } from '../shown-data.ts'
import { legendOf } from './legend-of.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'
import './PieChartPanel.css'
import { pieForm } from './pie-form.ts'
import { slicePath, slicesOf } from './pie-slices.ts'
import { reducedValues } from './reduced-values.ts'
import { ValueLinks } from './ValueLinks.tsx'

const OUTER = 100
/** Labels have room in slices that are at least this much of the whole. */
const LABELLED = 0.06

export function PieChartPanel({ panel, data, title, isDimmed, linksOf }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
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
  const slices = slicesOf(values.map(({ shown, field }) => (hiddenFrom(field).viz ? null : shown.number)))
  const { options } = panel
  const inner = options.pieType === 'donut' ? OUTER * 0.62 : 0
  const { form: wanted, placement } = legendOf(panel)
  const { legend, hasLabels, hasBoth } = pieForm(size, wanted === 'none' ? 'none' : placement)
  const figures = ((options.legend ?? {}) as { values?: unknown }).values
  const isOpen = !Array.isArray(figures) || figures.length === 0
  // Where nobody asked for figures, names come first.
  const hasValue = isOpen ? hasBoth : figures.includes('value')
  const wantsPercent = isOpen || figures.includes('percent')
  const hasPercent = wantsPercent && (hasBoth || (!isOpen && !hasValue))
  const labels = hasLabels && Array.isArray(options.displayLabels) ? options.displayLabels.map(String) : []
  if (values.length === 0) {
    return (
      <div ref={box} className="pie pie-none">
        <NoValues panel={panel} data={data} />
      </div>
    )
  }
  const percent = (share: number): string => formatValue(share * 100, 'percent')
  const words = values
    .map(({ name, shown }, i) => `${name} ${shown.text}, ${percent(slices[i]!.share)}`)
    .join('; ')
  return (
    <div ref={box} className={`pie pie-${legend} ${isDimmed ? 'pie-dimmed' : ''}`}>
      <svg viewBox="-104 -104 208 208" role="img" aria-label={`${title}: ${words}`}>
        {slices.every(({ share }) => share === 0) ? <circle className="pie-nothing" r={OUTER - 2} /> : null}
        {slices.map((slice, i) => {
          const { key, name, shown, field } = values[i]!
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
                {hiddenFrom(field).tooltip ? null : (
                  <title>{`${name}: ${shown.text} (${percent(slice.share)})`}</title>
                )}
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
      {legend === 'none' ? null : (
        <ul className="pie-legend">
          {values.map(({ key, name, shown, field, row }, i) =>
            hiddenFrom(field).legend ? null : (
              <li
                key={key}
                onPointerEnter={() => setPointed(key)}
                onPointerLeave={() => setPointed(undefined)}
                className={hiddenFrom(field).viz ? 'pie-off' : pointed === key ? 'pie-pointed' : undefined}
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
            ),
          )}
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
