/** How the values of all series, or of a table's columns, are spread. */
import { useMemo } from 'react'
import { Histogram } from '../../../chart/Histogram.tsx'
import { type Bin, binsOfValues } from '../../../chart/histogram-bins.ts'
import { hiddenFrom, type PanelData, valueAt } from '../shown-data.ts'
import { emptyWords } from './empty-words.ts'
import type { PanelProps } from './panel-props.ts'

export function HistogramPanel({ panel, data, title, isDimmed }: PanelProps) {
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
  const first = data.frames.flatMap(({ fields }) => fields).find(({ field }) => field.type === 'number')
  return (
    <div className={isDimmed ? 'panel-fills panel-dimmed' : 'panel-fills'}>
      <Histogram
        name={title}
        bins={bins}
        unit={first?.config.unit}
        height="fill"
        empty={emptyWords(panel, data)}
        {...(first?.config.color?.mode === 'fixed' && first.colour !== undefined
          ? { colour: first.colour }
          : {})}
      />
    </div>
  )
}

function* valuesOf({ frames }: PanelData): Generator<number> {
  for (const { fields } of frames) {
    for (const each of fields) {
      const { field } = each
      if (field.type !== 'number' || hiddenFrom(each).viz) continue
      for (let row = 0; row < field.values.length; row++) {
        const value = valueAt(field, row)
        if (typeof value === 'number') yield value
      }
    }
  }
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
