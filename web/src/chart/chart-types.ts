/** What charts are told. Everything here is plain data: where it came from is the page's business. */
import type { Columns } from './align.ts'
import type { Thresholds } from './thresholds.ts'

export type SeriesStyle = 'line' | 'area' | 'bars' | 'points' | 'steps'

export interface ChartSeries {
  /** Stays the same from refresh to refresh. */
  readonly key: string
  /** What the legend says. */
  readonly name: string
  /** All labels, for the title of a name that was cut. */
  readonly fullName?: string | undefined
  /** By what the palette chooses (see colourKey); the name unless told. */
  readonly colourKey?: string | undefined
  /** A colour instead of the palette's: `#rrggbb` or `var(--critical)`. */
  readonly colour?: string | undefined
  readonly unit?: string | undefined
  readonly decimals?: number | undefined
  readonly axis?: 'left' | 'right' | undefined
  readonly style?: SeriesStyle | undefined
  readonly dashed?: boolean | undefined
  /** How much of its colour lies below the line, from 0 to 1; as its style has it unless told. */
  readonly fill?: number | undefined
  /** Of the line, in pixels. */
  readonly width?: number | undefined
  /** Each value is a point as well. */
  readonly markers?: boolean | undefined
  /** Where steps go: a value lasts until the next one, unless it lasts since the one before. */
  readonly steps?: 'after' | 'before' | undefined
  /** Not one of those that lie on one another. */
  readonly unstacked?: boolean | undefined
  /** Those of one name lie on one another, as far as they have one axis and are drawn alike. */
  readonly stack?: string | undefined
  /** From value to value in a curve. */
  readonly smooth?: boolean | undefined
  /** What the fill, or the line too, goes through from below to above. */
  readonly gradient?: Gradient | undefined
  /** Not drawn until somebody asks for it in the legend. */
  readonly off?: boolean | undefined
  readonly notInLegend?: boolean | undefined
  readonly notInTooltip?: boolean | undefined
}

export type Gradient =
  /** The fill fades away. */
  | { readonly kind: 'opacity' }
  /** Line and fill in neighbours of the series' colour. */
  | { readonly kind: 'hue' }
  /** Line and fill by value, ascending; `isStepped` keeps each colour up to the next. */
  | {
      readonly kind: 'scheme'
      readonly stops: readonly { readonly at: number; readonly colour: string }[]
      readonly isStepped: boolean
    }

/** What stands beside the pointer. */
export interface TooltipLook {
  /** The series under the pointer, all of them, or nothing. */
  readonly mode: 'single' | 'multi' | 'none'
  /** By value, or as the series come; the one under the pointer first unless told. */
  readonly sort: 'near' | 'none' | 'asc' | 'desc'
  readonly hidesZeros?: boolean | undefined
}

export interface ChartAxis {
  readonly unit?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly log?: 2 | 10 | undefined
  readonly label?: string | undefined
  readonly decimals?: number | undefined
}

/** Something that happened: a thin vertical line with a flag, and a faint ground where it lasted. */
export interface ChartMark {
  readonly key: string
  readonly kind: 'deployment' | 'alert' | 'fault' | 'note'
  readonly atMs: number
  readonly toMs?: number | undefined
  readonly label: string
  /** `#rrggbb`, instead of its kind's. */
  readonly colour?: string | undefined
}

export const MARK_WORDS: Readonly<Record<ChartMark['kind'], string>> = {
  deployment: 'Deployment',
  alert: 'Alert',
  fault: 'Fault',
  note: 'Note',
}

/** One observation that a trace is known of. */
export interface ChartExemplar {
  readonly atMs: number
  readonly value: number
  readonly traceId?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** The key of the series that it belongs to. */
  readonly series?: string | undefined
}

export interface CrosshairShare {
  /** Charts with the same key move together. */
  readonly key: string
  readonly mode: 'off' | 'crosshair' | 'tooltip'
}

export type Stacking = 'none' | 'normal' | 'percent'

export interface DrawnSeries extends ChartSeries {
  /** Resolved for the canvas. */
  readonly colour: string
  readonly hidden: boolean
}

/** All that a plot draws. */
export interface PlotView {
  readonly columns: Columns
  readonly series: readonly DrawnSeries[]
  readonly fromMs: number
  readonly toMs: number
  readonly style: SeriesStyle
  readonly stacking: Stacking
  readonly left: ChartAxis
  readonly right: ChartAxis | undefined
  readonly thresholds: Thresholds | undefined
  readonly marks: readonly ChartMark[]
  readonly exemplars: readonly ChartExemplar[]
  readonly zone: string
  readonly crosshair: CrosshairShare | undefined
  readonly tooltip?: TooltipLook | undefined
}
