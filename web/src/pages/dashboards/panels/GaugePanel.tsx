/** Each value between its ends, as an arc with the thresholds on its rim. */
import { useMemo, useRef } from 'react'
import { Gauge } from '../../../chart/Gauge.tsx'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { thresholdsFromGrafana } from '../../../chart/thresholds.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import { cssColour, type ThemeName } from '../colours.ts'
import { arrange } from './arrange.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'
import { type ReducedValue, reducedValues } from './reduced-values.ts'
import './GaugePanel.css'

export function GaugePanel({ panel, data, isDimmed }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const theme = useThemeColours().name
  const values = useMemo(() => reducedValues(panel, data), [panel, data])
  const { columns, rows, height } = arrange(
    values.length,
    { ...size, width: size.width * 2.4 },
    panel.options.orientation,
    {
      width: 220,
      height: 90,
    },
  )
  const names = values.length > 1
  return (
    <div ref={box} className={`gauges ${isDimmed ? 'gauges-dimmed' : ''} ${names ? '' : 'gauges-nameless'}`}>
      {values.length === 0 ? <NoValues panel={panel} /> : null}
      <div
        className="gauges-grid"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridAutoRows: rows * height > size.height + 1 ? height : `${100 / rows}%`,
        }}
      >
        {values.map(value => (
          <OneGauge
            key={value.key}
            value={value}
            theme={theme}
            hasThresholds={panel.options.showThresholdMarkers !== false}
          />
        ))}
      </div>
    </div>
  )
}

function OneGauge({
  value,
  theme,
  hasThresholds,
}: {
  readonly value: ReducedValue
  readonly theme: ThemeName
  readonly hasThresholds: boolean
}) {
  const { field, name, shown } = value
  const { config, min, max } = field
  const read = config.thresholds === undefined ? undefined : thresholdsFromGrafana(config.thresholds)
  const thresholds =
    read === undefined
      ? undefined
      : {
          percentage: read.percentage === true,
          steps: read.steps.map((step, i) => ({
            ...step,
            colour: cssColour(config.thresholds?.steps[i]?.color, theme),
          })),
        }
  return (
    <Gauge
      name={name}
      value={shown.number}
      text={shown.text}
      unit={config.unit}
      decimals={config.decimals ?? undefined}
      min={min}
      max={max}
      thresholds={thresholds}
      colour={shown.colour}
      hasRim={hasThresholds}
    />
  )
}
