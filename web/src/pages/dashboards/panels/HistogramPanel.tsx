/** How the values of all series, or of a table's columns, are spread. */
import { useMemo } from 'react'
import { Histogram, type HistogramPart } from '../../../chart/Histogram.tsx'
import { type Bin, binsOfValues, countsIn } from '../../../chart/histogram-bins.ts'
import { seriesColours } from '../../../chart/series-colours.ts'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import type { ThemeName } from '../colours.ts'
import { customOf, hiddenFrom, type PanelData, type ShownField, valueAt } from '../shown-data.ts'
import { colourKeys } from './colour-keys.ts'
import { emptyWords } from './empty-words.ts'
import { gradientOf } from './gradient-of.ts'
import './HistogramPanel.css'
import { legendOf } from './legend-of.ts'
import type { PanelProps } from './panel-props.ts'

export function HistogramPanel({ panel, data, title, isDimmed }: PanelProps) {
  const theme = useThemeColours().name
  const { bucketSize, bucketOffset, bucketCount } = panel.options
  const bins = useMemo(
    () =>
      madeBins(data) ??
      binsOfValues(valuesOf(data), {
        ...(typeof bucketSize === 'number' ? { size: bucketSize } : {}),
        ...(typeof bucketOffset === 'number' ? { offset: bucketOffset } : {}),
        ...(typeof bucketCount === 'number' && bucketCount > 0 ? { most: bucketCount } : {}),
      }),
    [data, bucketSize, bucketOffset, bucketCount],
  )
  const parts = useMemo(
    () => (panel.options.combine === true ? undefined : partsOf(data, bins, theme)),
    [panel, data, bins, theme],
  )
  const first = data.frames.flatMap(({ fields }) => fields).find(({ field }) => field.type === 'number')
  const hasLegend = parts !== undefined && legendOf(panel).form !== 'none'
  return (
    <div className={`histogram-panel ${isDimmed ? 'panel-dimmed' : ''}`}>
      <Histogram
        name={title}
        bins={bins}
        unit={first?.config.unit}
        height="fill"
        empty={emptyWords(panel, data)}
        parts={parts}
        gradient={
          first === undefined ? undefined : gradientOf({ ...first, min: 0, max: mostOf(bins) }, theme)
        }
        {...(first?.config.color?.mode === 'fixed' && first.colour !== undefined
          ? { colour: first.colour }
          : {})}
      />
      {hasLegend ? (
        <ul className="histogram-panel-legend">
          {parts.map(({ name, colour }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two series may have one name
            <li key={i} className="cut" title={name}>
              <span style={{ background: colour }} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

/** Colours go with how many there are: that is what the axis counts. */
function mostOf(bins: readonly Bin[]): number {
  return bins.reduce((most, { count }) => Math.max(most, count), 0)
}

function numberFieldsOf({ frames }: PanelData): ShownField[] {
  return frames.flatMap(({ fields }) =>
    fields.filter(each => each.field.type === 'number' && !hiddenFrom(each).viz),
  )
}

function* valuesOf(data: PanelData): Generator<number> {
  for (const each of numberFieldsOf(data)) yield* numbersOf(each)
}

function* numbersOf({ field }: ShownField): Generator<number> {
  for (let row = 0; row < field.values.length; row++) {
    const value = valueAt(field, row)
    if (typeof value === 'number') yield value
  }
}

/** Colours beyond these can't be told apart. */
const MOST_PARTS = 20

/** What each series has in the bars, unless all of them are asked for together or the counting was done before. */
function partsOf(data: PanelData, bins: readonly Bin[], theme: ThemeName): HistogramPart[] | undefined {
  const fields = numberFieldsOf(data)
  // Colours that say how many there are can't say which series it is.
  if (fields.some(each => customOf(each).gradientMode === 'scheme')) return undefined
  if (fields.length < 2 || fields.length > MOST_PARTS || madeBins(data) !== undefined) return undefined
  const keys = colourKeys(fields)
  const colours = seriesColours(
    fields.map(({ colour }, i) => ({
      key: keys[i]!,
      name: keys[i]!,
      ...(colour === undefined ? {} : { colour }),
    })),
    theme,
  )
  return fields.map((field, i) => ({
    name: field.name,
    colour: colours[i]!,
    counts: countsIn(bins, numbersOf(field)),
  }))
}

/** The histogram transformation has already counted: a frame of lower and upper bounds. */
function madeBins({ frames }: PanelData): Bin[] | undefined {
  const made = frames.find(
    ({ fields }) => fields[0]?.field.name === 'xMin' && fields[1]?.field.name === 'xMax',
  )
  if (made === undefined) return undefined
  const [lower, upper, ...counts] = made.fields
  return Array.from({ length: made.frame.length }, (_, row) => ({
    lower: Number(valueAt(lower!.field, row)),
    upper: Number(valueAt(upper!.field, row)),
    count: counts.reduce((sum, { field }) => sum + Number(valueAt(field, row) ?? 0), 0),
  }))
}
