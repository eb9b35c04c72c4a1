/** The bars themselves, with their axis and their names, standing or lying. */
import { useId } from 'react'
import { gradientStops } from '../../../chart/gradient.ts'
import { labelPlaces } from '../../../chart/label-places.ts'
import { SvgGradient } from '../../../chart/SvgGradient.tsx'
import { textWidth } from '../../../chart/text-width.ts'
import { niceRange, niceTicks } from '../../../chart/ticks.ts'
import { tickFormatter } from '../../../chart/units.ts'
import type { ThemeName } from '../colours.ts'
import { hiddenFrom } from '../shown-data.ts'
import type { BarGroups } from './bar-groups.ts'
import { barScene } from './bar-scene.ts'
import { gradientOf } from './gradient-of.ts'

export interface BarDrawingProps {
  readonly label: string
  readonly groups: BarGroups
  readonly colours: readonly string[]
  readonly theme: ThemeName
  readonly size: { readonly width: number; readonly height: number }
  readonly isLying: boolean
  readonly stacking: 'none' | 'normal' | 'percent'
  readonly showValue: 'always' | 'auto' | 'never'
}

const TOP = 10
const AXIS = 22
/** The height of the letters. */
const FONT = 11
const LOOK = { groupWidth: 0.8, barWidth: 0.94 }

export function BarDrawing(props: BarDrawingProps) {
  const { label, groups, colours, theme, size, isLying, stacking, showValue } = props
  const id = useId()
  const { names, fields, values } = groups
  const unit = stacking === 'percent' ? 'percent' : fields[0]!.config.unit
  const plain = barScene(values, { stacking, ...LOOK })
  const range = niceRange(plain.min, plain.max, { fromZero: true, unit, ...limitsOf(groups) })
  const scene = barScene(values, { stacking, ...LOOK, ...range })
  const texts = scene.bars.map(({ series, group }) => fields[series]!.show(values[series]![group]!).text)

  const along = isLying ? size.width : size.height
  const ticks = niceTicks(
    range.min,
    range.max,
    unit,
    Math.max(isLying ? 3 : 2, Math.min(5, Math.floor(along / (isLying ? 90 : 40)))),
  )
  const words = tickFormatter(ticks, unit)
  const longest = (all: readonly string[]): number => Math.max(FONT, ...all.map(widthOf))
  const left = isLying
    ? Math.min(size.width * 0.4, longest(names) + 14)
    : Math.min(size.width * 0.5, longest(ticks.map(words)) + 14)
  const across = (isLying ? size.height - AXIS - TOP : size.width - left - 12) / names.length
  const perBar = across / (stacking === 'none' ? fields.length : 1)
  const hasValues =
    showValue === 'always' || (showValue === 'auto' && perBar > (isLying ? 13 : longest(texts)))
  const right = isLying && hasValues ? longest(texts) + 8 : 12
  const box = {
    left,
    top: TOP,
    width: Math.max(10, size.width - left - right),
    height: Math.max(10, size.height - AXIS - TOP),
  }
  const room = isLying ? 16 : Math.min(110, longest(names) + 8)
  const every = Math.max(1, Math.ceil(room / across))
  const roomForName = isLying ? left - 14 : Math.min(size.width, every * across) - 4
  const cut = names.map(name => cutTo(name, roomForName))
  const at = (share: number): number =>
    isLying ? box.left + share * box.width : box.top + (1 - share) * box.height
  const bottom = box.top + box.height
  const placeOf = (tick: number): number =>
    Math.round(at((tick - range.min) / (range.max - range.min || 1))) + 0.5
  const beneath = isLying
    ? ticks.map(tick => ({ at: placeOf(tick), width: widthOf(words(tick)) }))
    : cut.map((name, group) => ({
        at: left + ((group + 0.5) / names.length) * box.width,
        width: group % every === 0 ? widthOf(name) : Number.POSITIVE_INFINITY,
      }))
  const places = labelPlaces(beneath, 1, size.width - 1)
  const gradients = fields.map(field => gradientOf(field, theme))
  const ends = isLying
    ? ({ from: [left + box.width, 0], to: [left, 0] } as const)
    : ({ from: [0, box.top], to: [0, bottom] } as const)

  return (
    <svg width={size.width} height={size.height} role="img" aria-label={label}>
      {gradients.map((gradient, i) =>
        gradient === undefined ? null : (
          <SvgGradient
            key={fields[i]!.name}
            id={`${id}-${i}`}
            stops={gradientStops(
              gradient,
              colours[i]!,
              1,
              theme,
              value => 1 - (value - range.min) / (range.max - range.min || 1),
            )}
            {...ends}
          />
        ),
      )}
      {ticks.map((tick, i) => {
        const place = placeOf(tick)
        const textPlace = isLying ? places[i] : left - 8
        return (
          <g key={tick} className="bar-chart-tick">
            <line
              {...(isLying
                ? { x1: place, x2: place, y1: box.top, y2: bottom }
                : { x1: left, x2: left + box.width, y1: place, y2: place })}
            />
            {textPlace === undefined ? null : (
              <text
                x={textPlace}
                {...(isLying
                  ? { y: bottom + 15, textAnchor: 'middle' }
                  : { y: place, textAnchor: 'end', dominantBaseline: 'middle' })}
              >
                {words(tick)}
              </text>
            )}
          </g>
        )
      })}
      {names.map((name, group) => {
        const x = isLying ? left - 8 : places[group]
        if (group % every !== 0 || x === undefined) return null
        const place = isLying
          ? ({
              x,
              y: box.top + ((group + 0.5) / names.length) * box.height,
              textAnchor: 'end',
              dominantBaseline: 'middle',
            } as const)
          : ({ x, y: bottom + 15, textAnchor: 'middle' } as const)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice
          <text key={group} className="bar-chart-name" {...place}>
            <title>{name}</title>
            {cut[group]}
          </text>
        )
      })}
      {scene.bars.map(({ group, series, from, to, low, high }, i) => {
        const field = fields[series]!
        const { colour } = field.show(values[series]![group]!)
        const thick = Math.max(1, (to - from) * (isLying ? box.height : box.width))
        const rect = isLying
          ? {
              x: at(low),
              y: box.top + from * box.height,
              width: Math.max(1, at(high) - at(low)),
              height: thick,
            }
          : { x: left + from * box.width, y: at(high), width: thick, height: Math.max(1, at(low) - at(high)) }
        const isByValue =
          field.config.color?.mode === 'thresholds' ||
          field.config.color?.mode.startsWith('continuous') === true
        return (
          <g key={`${series} ${group}`}>
            <rect
              {...rect}
              {...(gradients[series] === undefined
                ? { fill: isByValue ? (colour ?? colours[series]) : colours[series] }
                : { fill: `url(#${id}-${series})`, ...(isByValue ? {} : { stroke: colours[series] }) })}
            >
              {hiddenFrom(field).tooltip ? null : (
                <title>{`${names[group]}, ${field.name}: ${texts[i]}`}</title>
              )}
            </rect>
            {hasValues ? (
              <text
                className="bar-chart-value"
                {...(isLying
                  ? { x: rect.x + rect.width + 4, y: rect.y + rect.height / 2, dominantBaseline: 'middle' }
                  : { x: rect.x + rect.width / 2, y: Math.max(TOP, rect.y - 4), textAnchor: 'middle' })}
              >
                {texts[i]}
              </text>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
}

function cutTo(text: string, width: number): string {
  const wide = widthOf(text)
  if (wide <= width + 1) return text
  return `${text.slice(0, Math.max(1, Math.floor((text.length * width) / wide) - 1))}…`
}

function widthOf(text: string): number {
  return textWidth(text) * FONT
}

function limitsOf({ fields: [first] }: BarGroups) {
  const { min, max } = first!.config
  return { ...(typeof min === 'number' ? { min } : {}), ...(typeof max === 'number' ? { max } : {}) }
}
