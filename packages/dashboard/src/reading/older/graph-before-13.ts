/** Graphs of before schema 13 had their axes and thresholds at a grid. */
import { isObject, type JsonObject, numberOf, openList } from '../json.ts'

export function upgradeOldGraph(panel: JsonObject): void {
  if (typeof panel.legend === 'boolean') panel.legend = { show: panel.legend }
  if (isObject(panel.aliasYAxis)) {
    openList(panel, 'seriesOverrides').push(
      ...Object.entries(panel.aliasYAxis).map(([alias, yaxis]) => ({ alias, yaxis })),
    )
  }
  const { grid } = panel
  if (!isObject(grid)) return
  if (!Array.isArray(panel.yaxes)) panel.yaxes = axesOf(panel, grid)
  if (!isObject(panel.xaxis)) panel.xaxis = { show: panel['x-axis'] ?? true, mode: 'time' }
  openList(panel, 'thresholds').push(...thresholdsOf(grid))
}

function axesOf(panel: JsonObject, grid: JsonObject): JsonObject[] {
  const formats = Array.isArray(panel.y_formats) ? panel.y_formats : [panel.y_format, panel.y2_format]
  return [
    {
      show: panel['y-axis'] ?? true,
      min: grid.leftMin ?? grid.min,
      max: grid.leftMax ?? grid.max,
      logBase: grid.leftLogBase,
      format: formats[0],
      label: panel.leftYAxisLabel,
    },
    {
      show: panel['y-axis'] ?? true,
      min: grid.rightMin,
      max: grid.rightMax,
      logBase: grid.rightLogBase,
      format: formats[1],
      label: panel.rightYAxisLabel,
    },
  ]
}

function thresholdsOf(grid: JsonObject): JsonObject[] {
  const first = numberOf(grid.threshold1)
  const second = numberOf(grid.threshold2)
  if (first === undefined) return []
  const op = second !== undefined && first > second ? 'lt' : 'gt'
  const how = (colour: unknown): JsonObject =>
    grid.thresholdLine === true
      ? { op, colorMode: 'custom', line: true, lineColor: colour }
      : { op, colorMode: 'custom', fill: true, fillColor: colour }
  return [
    { value: first, ...how(grid.threshold1Color) },
    ...(second === undefined ? [] : [{ value: second, ...how(grid.threshold2Color) }]),
  ]
}
