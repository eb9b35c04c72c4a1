/** How observations spread over time. */
import { useMemo } from 'react'
import { Heatmap } from '../../../chart/Heatmap.tsx'
import { heatGridOf } from './heat-grid.ts'
import { NoValues } from './NoValues.tsx'
import type { PanelProps } from './panel-props.ts'

export function HeatmapPanel({ panel, data, title, zone, crosshair, isDimmed }: PanelProps) {
  const grid = useMemo(() => heatGridOf(panel, data), [panel, data])
  if (grid === undefined) return <NoValues panel={panel} data={data} />
  const { yAxis, cellValues, color } = panel.options as {
    readonly yAxis?: { readonly unit?: string }
    readonly cellValues?: { readonly unit?: string }
    readonly color?: { readonly scale?: string }
  }
  return (
    <div className={isDimmed ? 'panel-fills panel-dimmed' : 'panel-fills'}>
      <Heatmap
        name={title}
        grid={grid}
        fromMs={data.fromMs}
        toMs={data.toMs}
        unit={yAxis?.unit ?? panel.fieldConfig.defaults.unit}
        countUnit={cellValues?.unit ?? 'short'}
        scale={color?.scale === 'linear' ? 'linear' : 'root'}
        height="fill"
        zone={zone}
        crosshair={crosshair}
      />
    </div>
  )
}
