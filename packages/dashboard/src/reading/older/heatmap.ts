import { filled, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import { becomes } from './old-panel.ts'

/** Heatmaps of Angular's days have their settings beside the options, which are empty or not there. */
const OLD_SETTINGS = ['dataFormat', 'color', 'cards', 'yAxis', 'yBucketBound', 'hideZeroBuckets']

export function isOldHeatmap(panel: JsonObject): boolean {
  if (panel.type !== 'heatmap' || Object.keys(objectAt(panel, 'options')).length > 0) return false
  return OLD_SETTINGS.some(key => panel[key] !== undefined)
}

export function heatmapPanel(panel: JsonObject): void {
  const old = becomes(panel, 'heatmap')
  const calculate = old.dataFormat !== 'tsbuckets'
  const axis = objectAt(old, 'yAxis')
  const cards = objectAt(old, 'cards')
  panel.options = filled({
    calculate,
    calculation: calculate ? calculationOf(old, axis) : {},
    color: colourOf(objectAt(old, 'color')),
    cellGap: (numberOf(cards.cardPadding) ?? 2) || 1,
    cellRadius: numberOf(cards.cardRound),
    cellValues: filled({ decimals: numberOf(old.tooltipDecimals) }),
    exemplars: { color: 'rgba(255,0,255,0.7)' },
    filterValues: old.hideZeroBuckets === true ? { le: 1e-9 } : undefined,
    legend: { show: objectAt(old, 'legend').show === true },
    rowsFrame: { layout: layoutOf(old.yBucketBound) },
    showValue: 'never',
    tooltip: {
      mode: objectAt(old, 'tooltip').show === false ? 'none' : 'single',
      yHistogram: objectAt(old, 'tooltip').showHistogram === true,
    },
    yAxis: filled({
      axisPlacement: axis.show === false ? 'hidden' : 'left',
      reverse: old.reverseYBuckets === true,
      axisWidth: numberOf(axis.width),
      min: numberOf(axis.min),
      max: numberOf(axis.max),
      unit: textOf(axis.format),
      decimals: numberOf(axis.decimals),
    }),
  })
  const before = objectAt(old, 'fieldConfig')
  panel.fieldConfig = { defaults: objectAt(before, 'defaults'), overrides: objectsOf(before.overrides) }
}

function calculationOf(old: JsonObject, axis: JsonObject): JsonObject {
  const buckets = (size: unknown, number: unknown): JsonObject | undefined => {
    if (numberOf(size)) return { mode: 'size', value: String(size) }
    return numberOf(number) ? { mode: 'count', value: String(number) } : undefined
  }
  const logBase = numberOf(axis.logBase) ?? 1
  const split = numberOf(axis.splitFactor)
  return filled({
    xBuckets: buckets(old.xBucketSize, old.xBucketNumber),
    yBuckets:
      logBase > 1
        ? filled({
            mode: 'count',
            value: split ? String(split) : undefined,
            scale: { type: 'log', log: logBase },
          })
        : buckets(old.yBucketSize, old.yBucketNumber),
  })
}

function colourOf(old: JsonObject): JsonObject {
  const min = numberOf(old.min)
  const max = numberOf(old.max)
  const upsideDown = min !== undefined && max !== undefined && min > max
  const opacity = old.mode === 'opacity'
  return filled({
    mode: opacity ? 'opacity' : 'scheme',
    scheme: opacity ? 'Oranges' : (textOf(old.colorScheme)?.replace(/^interpolate/, '') ?? 'Oranges'),
    scale: opacity && old.colorScale === 'linear' ? 'linear' : 'exponential',
    exponent: numberOf(old.exponent) ?? 0.5,
    fill: textOf(old.cardColor) ?? 'dark-orange',
    steps: 128,
    min: upsideDown ? max : min,
    max: upsideDown ? min : max,
    reverse: upsideDown,
  })
}

function layoutOf(bound: unknown): string {
  if (bound === 'upper') return 'le'
  if (bound === 'lower') return 'ge'
  return bound === 'middle' ? 'unknown' : 'auto'
}
