/** How each field of a graph is drawn, from what its configuration says. Pure. */
import { fullName, type Panel } from '@vedette/dashboard'
import type {
  ChartAxis,
  ChartSeries,
  SeriesStyle,
  Stacking,
  TooltipLook,
} from '../../../chart/chart-types.ts'
import type { Thresholds } from '../../../chart/thresholds.ts'
import { USUAL_LOOK } from '../../../chart/tooltip-rows.ts'
import type { ThemeName } from '../colours.ts'
import { hiddenFrom, type ShownField, textOption } from '../shown-data.ts'
import { colourKeys } from './colour-keys.ts'
import { gradientOf } from './gradient-of.ts'
import { themedThresholds } from './themed-thresholds.ts'

export interface TimeSeriesLook {
  readonly series: readonly ChartSeries[]
  readonly left: ChartAxis
  readonly right: ChartAxis | undefined
  readonly stacking: Stacking
  readonly thresholds: Thresholds | undefined
  readonly tooltip: TooltipLook | undefined
}

export function timeSeriesLook(
  panel: Panel,
  fields: readonly ShownField[],
  theme: ThemeName,
): TimeSeriesLook {
  const stacking = stackingOf(fields)
  const sides = fields.map(field => sideOf(field, fields[0]))
  const keys = colourKeys(fields)
  const series = fields.map((field, i) => ({
    ...seriesLook(field, i, sides[i]!, stacking, theme),
    colourKey: keys[i]!,
  }))
  const onRight = fields.filter((_, i) => sides[i] === 'right')
  const onLeft = fields.filter((_, i) => sides[i] === 'left')
  return {
    series,
    left: axisOf(onLeft),
    right: onRight.length === 0 ? undefined : axisOf(onRight),
    stacking,
    thresholds: thresholdsOf(panel, theme),
    tooltip: tooltipOf(panel),
  }
}

/** Where nobody says which axis, fields of another unit than the first's have the right one. */
function sideOf(field: ShownField, first: ShownField | undefined): 'left' | 'right' {
  const placement = field.config.custom?.axisPlacement
  if (placement === 'right') return 'right'
  if (placement === 'left') return 'left'
  return (field.config.unit ?? '') === (first?.config.unit ?? '') ? 'left' : 'right'
}

function stackingOf(fields: readonly ShownField[]): Stacking {
  const modes = fields.map(({ config }) => stackMode(config.custom))
  return modes.includes('percent') ? 'percent' : modes.includes('normal') ? 'normal' : 'none'
}

function stackMode(custom: ShownField['config']['custom']): Stacking {
  const mode = (custom?.stacking as { mode?: string } | undefined)?.mode
  return mode === 'normal' || mode === 'percent' ? mode : 'none'
}

/** Grafana has one stack, `A`, until somebody names another; `false` is one more name. */
function stackOf(custom: Readonly<Record<string, unknown>>): { readonly stack?: string } {
  const group = (custom.stacking as { group?: unknown } | undefined)?.group ?? 'A'
  return group === 'A' ? {} : { stack: String(group) }
}

function seriesLook(
  shown: ShownField,
  index: number,
  axis: 'left' | 'right',
  stacking: Stacking,
  theme: ThemeName,
): ChartSeries {
  const { field, config, name, colour } = shown
  const hidden = hiddenFrom(shown)
  const gradient = gradientOf(shown, theme)
  const custom = config.custom ?? {}
  const style = styleOf(custom)
  const opacity = typeof custom.fillOpacity === 'number' ? custom.fillOpacity / 100 : undefined
  const stepped = custom.lineInterpolation === 'stepBefore' ? 'before' : 'after'
  const lineFill = (custom.lineStyle as { fill?: string } | undefined)?.fill
  const labels = field.labels ?? {}
  return {
    key: `${index} ${name}`,
    name,
    fullName: Object.keys(labels).length === 0 ? name : fullName(labels),
    axis,
    style,
    ...(colour === undefined ? {} : { colour }),
    ...(config.unit === undefined ? {} : { unit: config.unit }),
    ...(typeof config.decimals === 'number' ? { decimals: config.decimals } : {}),
    ...(opacity === undefined ? {} : { fill: style === 'bars' ? Math.max(0.25, opacity) : opacity }),
    ...(typeof custom.lineWidth === 'number' ? { width: widthOf(custom.lineWidth, stacking) } : {}),
    ...(style === 'steps' ? { steps: stepped } : {}),
    ...(custom.showPoints === 'always' ? { markers: true } : {}),
    ...(lineFill === 'dash' || lineFill === 'dot' ? { dashed: true } : {}),
    ...(stacking !== 'none' && stackMode(custom) === 'none' ? { unstacked: true } : {}),
    ...(stacking === 'none' ? {} : stackOf(custom)),
    ...(custom.lineInterpolation === 'smooth' ? { smooth: true } : {}),
    ...(gradient === undefined ? {} : { gradient }),
    ...(hidden.viz ? { off: true } : {}),
    ...(hidden.legend ? { notInLegend: true } : {}),
    ...(hidden.tooltip ? { notInTooltip: true } : {}),
  }
}

/** Where nothing was said of the pointer, all series are listed. */
function tooltipOf({ options }: Panel): TooltipLook | undefined {
  if (typeof options.tooltip !== 'object' || options.tooltip === null) return undefined
  const { mode, sort, hideZeros } = options.tooltip as Readonly<Record<string, unknown>>
  return {
    mode: textOption(mode, ['single', 'multi', 'none'], USUAL_LOOK.mode),
    sort: textOption(sort, ['near', 'none', 'asc', 'desc'], USUAL_LOOK.sort),
    ...(hideZeros === true ? { hidesZeros: true } : {}),
  }
}

/** One pixel is what Grafana writes when nobody thought about it, and thinner than ours. */
function widthOf(width: number, stacking: Stacking): number {
  if (width === 1) return stacking === 'none' ? 1.5 : 1
  return Math.min(10, Math.max(0, width))
}

function styleOf(custom: Readonly<Record<string, unknown>>): SeriesStyle {
  if (custom.drawStyle === 'bars') return 'bars'
  if (custom.drawStyle === 'points') return 'points'
  return custom.lineInterpolation === 'stepAfter' || custom.lineInterpolation === 'stepBefore'
    ? 'steps'
    : 'line'
}

function axisOf(fields: readonly ShownField[]): ChartAxis {
  const [first] = fields
  if (first === undefined) return {}
  const { config } = first
  const custom = config.custom ?? {}
  const scale = custom.scaleDistribution as { type?: string; log?: number } | undefined
  const min = numberOf(config.min)
  const max = numberOf(config.max)
  const label = custom.axisLabel
  return {
    ...(config.unit === undefined ? {} : { unit: config.unit }),
    ...(typeof config.decimals === 'number' ? { decimals: config.decimals } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(typeof label === 'string' && label !== '' ? { label } : {}),
    ...(scale?.type === 'log' ? { log: scale.log === 2 ? 2 : 10 } : {}),
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Thresholds are drawn where the panel says so; otherwise they only colour values. */
function thresholdsOf({ fieldConfig }: Panel, theme: ThemeName): Thresholds | undefined {
  const { thresholds, custom } = fieldConfig.defaults
  const mode = (custom?.thresholdsStyle as { mode?: string } | undefined)?.mode ?? 'off'
  if (thresholds === undefined || mode === 'off' || mode === 'series') return undefined
  const area = mode.includes('area')
  const line = mode.includes('line') || mode.includes('dashed')
  return { ...themedThresholds(thresholds, theme), drawn: area && line ? 'both' : area ? 'area' : 'line' }
}

/** Where data ends before these, the axis goes up or down to them. */
export function withSoftLimits(
  axis: ChartAxis,
  custom: Readonly<Record<string, unknown>>,
  extent: { readonly min: number; readonly max: number } | undefined,
): ChartAxis {
  const softMin = numberOf(custom.axisSoftMin)
  const softMax = numberOf(custom.axisSoftMax)
  return {
    ...axis,
    ...(axis.min === undefined && softMin !== undefined && (extent === undefined || extent.min >= softMin)
      ? { min: softMin }
      : {}),
    ...(axis.max === undefined && softMax !== undefined && (extent === undefined || extent.max <= softMax)
      ? { max: softMax }
      : {}),
  }
}
