/** Bars for things rather than times. */
import { useMemo, useRef } from 'react'
import { seriesColours } from '../../../chart/series-colours.ts'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { formatValue } from '../../../chart/units.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { hiddenFrom, textOption } from '../shown-data.ts'
import './BarChartPanel.css'
import { BarDrawing } from './BarDrawing.tsx'
import { type BarGroups, barGroups, hasBars } from './bar-groups.ts'
import { legendOf } from './legend-of.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'

export function BarChartPanel({ panel, data, title, isDimmed }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const theme = useThemeColours().name
  const { orientation, stacking, showValue, xField } = panel.options
  const groups = useMemo(() => barGroups(data, xField), [data, xField])
  const colours = useMemo(
    () =>
      seriesColours(
        groups.fields.map(({ name, colour }) => ({
          key: name,
          name,
          ...(colour === undefined ? {} : { colour }),
        })),
        theme,
      ),
    [groups, theme],
  )
  return (
    <div className={`bar-chart ${isDimmed ? 'bar-chart-dimmed' : ''}`}>
      <div ref={box} className="bar-chart-frame">
        {!hasBars(groups) ? (
          <NoValues panel={panel} data={data} />
        ) : size.width === 0 ? null : (
          <BarDrawing
            label={`${title}: ${summaryOf(groups)}`}
            groups={groups}
            colours={colours}
            theme={theme}
            size={size}
            isLying={orientation === 'horizontal'}
            stacking={textOption(stacking, ['none', 'normal', 'percent'] as const, 'none')}
            showValue={textOption(showValue, ['always', 'auto', 'never'] as const, 'auto')}
          />
        )}
      </div>
      {legendOf(panel).form === 'none' || groups.fields.length < 2 ? null : (
        <ul className="bar-chart-legend">
          {groups.fields.map((field, i) =>
            hiddenFrom(field).legend ? null : (
              <li key={field.name}>
                <span style={{ background: colours[i] }} />
                {field.name}
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  )
}

function summaryOf({ names, fields, values }: BarGroups): string {
  return names
    .slice(0, 20)
    .map((name, group) => {
      const each = fields.map(
        (field, i) => `${field.name} ${formatValue(values[i]![group], field.config.unit)}`,
      )
      return `${name} ${each.join(', ')}`
    })
    .join('; ')
}
