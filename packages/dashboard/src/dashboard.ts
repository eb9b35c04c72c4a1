/**
 * A dashboard is what Grafana's JSON says, in its newest classic form (schema 39 and later): no model of our own stands between, so what
 * we don't know of survives a visit. Older forms are brought up to this one when they are read (read-dashboard.ts).
 */

/** Whatever else the JSON holds is kept as it is. */
interface Kept {
  readonly [more: string]: unknown
}

export interface Dashboard extends Kept {
  readonly uid?: string | undefined
  readonly title: string
  readonly description?: string | undefined
  readonly tags: readonly string[]
  readonly schemaVersion: number
  readonly version?: number | undefined
  readonly editable?: boolean | undefined
  /** 0: every graph its own crosshair, 1: shared, 2: shared with the tooltip. */
  readonly graphTooltip: 0 | 1 | 2
  readonly time: { readonly from: string; readonly to: string }
  readonly timezone?: string | undefined
  /** `30s`; empty or false means by hand. */
  readonly refresh?: string | false | undefined
  readonly templating: { readonly list: readonly Variable[] }
  readonly annotations: { readonly list: readonly AnnotationQuery[] }
  readonly links: readonly DashboardLink[]
  readonly panels: readonly Panel[]
}

/** In the 24 columns of Grafana's grid, rows of 30 px with gaps of 8. */
export interface GridPosition {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export const GRID_COLUMNS = 24
export const GRID_ROW_HEIGHT = 30
export const GRID_GAP = 8

/** What a panel of ours may be; other types are shown as what they are: not supported. */
export const PANEL_TYPES = [
  'timeseries',
  'stat',
  'gauge',
  'bargauge',
  'barchart',
  'table',
  'piechart',
  'heatmap',
  'state-timeline',
  'status-history',
  'histogram',
  'text',
  'row',
] as const

export type PanelType = (typeof PANEL_TYPES)[number]

export interface Panel extends Kept {
  readonly id: number
  /** A `PanelType`, or what somebody else's plugin is called. */
  readonly type: string
  readonly title: string
  readonly description?: string | undefined
  readonly gridPos: GridPosition
  readonly datasource?: DataSourceRef | undefined
  readonly targets: readonly Target[]
  readonly fieldConfig: FieldConfigSource
  readonly options: Readonly<Record<string, unknown>>
  readonly transformations: readonly Transformation[]
  readonly links?: readonly DataLink[] | undefined
  readonly transparent?: boolean | undefined
  /** The name of a variable: one such panel for each of its values. */
  readonly repeat?: string | undefined
  readonly repeatDirection?: 'h' | 'v' | undefined
  readonly maxPerRow?: number | undefined
  /** The least step: `30s`, `>1m`. */
  readonly interval?: string | undefined
  readonly maxDataPoints?: number | null | undefined
  /** Another range than the dashboard's: the last so much, or so much earlier. */
  readonly timeFrom?: string | undefined
  readonly timeShift?: string | undefined
  readonly hideTimeOverride?: boolean | undefined
  /** Of a row: its panels lie within it while it is collapsed, and behind it in the list otherwise. */
  readonly collapsed?: boolean | undefined
  readonly panels?: readonly Panel[] | undefined
}

export interface DataSourceRef {
  readonly type?: string | undefined
  readonly uid?: string | undefined
}

/** A query of a panel. `expr` is PromQL; queries of other data sources have other fields. */
export interface Target extends Kept {
  readonly refId: string
  readonly expr?: string | undefined
  readonly legendFormat?: string | undefined
  readonly hide?: boolean | undefined
  readonly instant?: boolean | undefined
  readonly range?: boolean | undefined
  readonly exemplar?: boolean | undefined
  readonly interval?: string | undefined
  readonly intervalFactor?: number | undefined
  readonly format?: 'time_series' | 'table' | 'heatmap' | undefined
  readonly datasource?: DataSourceRef | undefined
}

export interface FieldConfigSource {
  readonly defaults: FieldConfig
  readonly overrides: readonly FieldOverride[]
}

export interface FieldConfig extends Kept {
  readonly displayName?: string | undefined
  readonly unit?: string | undefined
  readonly decimals?: number | null | undefined
  readonly min?: number | null | undefined
  readonly max?: number | null | undefined
  readonly noValue?: string | undefined
  readonly color?: FieldColor | undefined
  readonly thresholds?: FieldThresholds | undefined
  readonly mappings?: readonly ValueMapping[] | undefined
  readonly links?: readonly DataLink[] | undefined
  /** Of the panel's type: how lines are drawn, how cells are shown. */
  readonly custom?: Readonly<Record<string, unknown>> | undefined
}

export interface FieldColor {
  /** `palette-classic`, `thresholds`, `fixed`, `shades`, `continuous-GrYlRd` and others. */
  readonly mode: string
  readonly fixedColor?: string | undefined
  readonly seriesBy?: 'last' | 'min' | 'max' | undefined
}

export interface FieldThresholds {
  readonly mode: 'absolute' | 'percentage'
  /** Ascending; the first one's value is null and means from below everything. */
  readonly steps: readonly { readonly value: number | null; readonly color: string }[]
}

export interface MappingResult {
  readonly text?: string | undefined
  readonly color?: string | undefined
  readonly index?: number | undefined
}

export type ValueMapping =
  | { readonly type: 'value'; readonly options: Readonly<Record<string, MappingResult>> }
  | {
      readonly type: 'range'
      readonly options: {
        readonly from: number | null
        readonly to: number | null
        readonly result: MappingResult
      }
    }
  | { readonly type: 'regex'; readonly options: { readonly pattern: string; readonly result: MappingResult } }
  | {
      readonly type: 'special'
      readonly options: {
        readonly match: 'true' | 'false' | 'null' | 'nan' | 'null+nan' | 'empty'
        readonly result: MappingResult
      }
    }

export interface FieldOverride {
  readonly matcher: { readonly id: string; readonly options?: unknown }
  /** `unit`, `color`, `custom.axisPlacement`: a path in `FieldConfig` with its value. */
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[]
}

export interface Transformation extends Kept {
  readonly id: string
  readonly options: Readonly<Record<string, unknown>>
  readonly disabled?: boolean | undefined
}

export interface DataLink {
  readonly title: string
  readonly url: string
  readonly targetBlank?: boolean | undefined
}

export interface DashboardLink extends Kept {
  readonly type: 'link' | 'dashboards'
  readonly title: string
  readonly url?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly asDropdown?: boolean | undefined
  readonly includeVars?: boolean | undefined
  readonly keepTime?: boolean | undefined
  readonly targetBlank?: boolean | undefined
}

export const VARIABLE_TYPES = ['query', 'custom', 'interval', 'constant', 'textbox', 'datasource'] as const

export interface Variable extends Kept {
  readonly name: string
  /** One of `VARIABLE_TYPES`, or a type that is not supported (`adhoc`, `groupby`). */
  readonly type: string
  readonly label?: string | undefined
  readonly description?: string | undefined
  /** 0: shown, 1: without its label, 2: not shown. */
  readonly hide?: 0 | 1 | 2 | undefined
  /** What to ask (`label_values(up, job)`), the values to choose from (`1m,5m,1h`), or the constant. */
  readonly query?: string | { readonly query: string; readonly [more: string]: unknown } | undefined
  readonly definition?: string | undefined
  readonly regex?: string | undefined
  /** Of a query: 0 never again, 1 when the dashboard opens, 2 when the time range changes. */
  readonly refresh?: 0 | 1 | 2 | undefined
  readonly sort?: number | undefined
  readonly multi?: boolean | undefined
  readonly includeAll?: boolean | undefined
  readonly allValue?: string | null | undefined
  readonly current?: VariableOption | undefined
  readonly options?: readonly VariableOption[] | undefined
  /** Of an interval: whether `auto` is among its values, and how many steps that makes at least. */
  readonly auto?: boolean | undefined
  readonly auto_count?: number | undefined
  readonly auto_min?: string | undefined
}

export interface VariableOption {
  readonly text?: string | readonly string[] | undefined
  readonly value?: string | readonly string[] | undefined
  readonly selected?: boolean | undefined
}

export interface AnnotationQuery extends Kept {
  readonly name: string
  readonly enable: boolean
  readonly hide?: boolean | undefined
  readonly iconColor?: string | undefined
  readonly datasource?: DataSourceRef | undefined
  readonly expr?: string | undefined
  readonly step?: string | undefined
  readonly titleFormat?: string | undefined
  readonly textFormat?: string | undefined
  readonly tagKeys?: string | undefined
  readonly useValueForTime?: boolean | undefined
}
