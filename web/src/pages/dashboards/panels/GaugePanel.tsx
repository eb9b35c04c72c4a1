/** Each value between its ends, as an arc with the thresholds on its rim. */
import { useMemo, useRef } from 'react'
import { Gauge } from '../../../chart/Gauge.tsx'
import { type GaugeForm, gaugeForm } from '../../../chart/gauge-form.ts'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { useElementSize } from '../../../chart/use-element-size.ts'
import type { ThemeName } from '../colours.ts'
import { arrange } from './arrange.ts'
import { NoValues } from './NoValues.tsx'
import { withPalette } from './palette-values.ts'
import type { PanelProps } from './panel-props.ts'
import { type ReducedValue, reducedValues } from './reduced-values.ts'
import './GaugePanel.css'
import { endsOf } from './gauge-ends.ts'
import { themedThresholds } from './themed-thresholds.ts'

/** What several of them are scrolled for rather than drawn lower, and what the name of each takes. */
const LEAST = 26
const NAME = 18
const NAMED = 110

export function GaugePanel({ panel, data, isDimmed }: PanelProps) {
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const theme = useThemeColours().name
  const values = useMemo(() => withPalette(reducedValues(panel, data), theme), [panel, data, theme])
  const { columns, rows, width, height } = arrange(
    values.length,
    { ...size, width: size.width * 2.4 },
    panel.options.orientation,
    { width: 170, height: Math.min(size.height, LEAST) },
  )
  const form = size.width === 0 ? 'whole' : gaugeForm(width / 2.4, height - (values.length > 1 ? NAME : 0))
  // Beside a ring and its value a name needs room of its own.
  const names = values.length > 1 && (form !== 'beside' || width / 2.4 >= NAMED)
  return (
    <div ref={box} className={`gauges ${isDimmed ? 'gauges-dimmed' : ''} ${names ? '' : 'gauges-nameless'}`}>
      {values.length === 0 ? <NoValues panel={panel} data={data} /> : null}
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
            form={form}
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
  form,
  hasThresholds,
}: {
  readonly value: ReducedValue
  readonly theme: ThemeName
  readonly form: GaugeForm
  readonly hasThresholds: boolean
}) {
  const { field, name, shown } = value
  const { config } = field
  const { min, max } = endsOf(field, shown.number)
  const thresholds = config.thresholds === undefined ? undefined : themedThresholds(config.thresholds, theme)
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
      form={form}
    />
  )
}
