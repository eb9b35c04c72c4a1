/** What dashboard.ts promises, place by place. */
import type {
  AnnotationQuery,
  Dashboard,
  DashboardLink,
  DataLink,
  DataSourceRef,
  FieldConfig,
  FieldConfigSource,
  FieldOverride,
  GridPosition,
  Panel,
  Target,
  Transformation,
  Variable,
  VariableOption,
} from '../dashboard.ts'
import { GRID_COLUMNS } from '../dashboard.ts'
import { isObject } from './json.ts'
import { mappings } from './mappings.ts'
import type { Place } from './place.ts'
import {
  anything,
  filledText,
  flag,
  leftOut,
  listOf,
  number,
  numberOrNull,
  objectOf,
  oneOf,
  optional,
  otherwise,
  record,
  type Shape,
  text,
} from './shape.ts'
import { thresholds } from './thresholds.ts'

const dataSource: Shape<DataSourceRef | undefined> = (value, place) => {
  if (typeof value === 'string') return value === '' ? undefined : { uid: value }
  if (!isObject(value)) return leftOut(value, place, 'a data source')
  return objectOf<DataSourceRef>({ type: filledText, uid: text })(value, place)
}

const dataLink = objectOf<DataLink>({
  title: otherwise(text, ''),
  url: otherwise(text, ''),
  targetBlank: flag,
})

const targetFields = objectOf<Omit<Target, 'format'>>({
  refId: otherwise(text, ''),
  expr: text,
  legendFormat: text,
  hide: flag,
  instant: flag,
  range: flag,
  exemplar: flag,
  interval: filledText,
  intervalFactor: number,
  datasource: dataSource,
} as { readonly [K in keyof Omit<Target, 'format'>]-?: Shape<Target[K]> })

const format = objectOf<Pick<Target, 'format'>>({ format: oneOf('time_series', 'table', 'heatmap') })

/** Queries of other data sources have formats of their own, which stay as they are. */
const target: Shape<Target> = (value, place) => {
  const read = targetFields(value, place)
  return (read.expr === undefined ? read : format(read, place)) as Target
}

const color: Shape<FieldConfig['color']> = (value, place) => {
  if (typeof value === 'string') return value === '' ? undefined : { mode: 'fixed', fixedColor: value }
  if (!isObject(value)) return leftOut(value, place, 'a colour')
  return objectOf<NonNullable<FieldConfig['color']>>({
    mode: otherwise(filledText, typeof value.fixedColor === 'string' ? 'fixed' : 'thresholds'),
    fixedColor: filledText,
    seriesBy: oneOf('last', 'min', 'max'),
  })(value, place)
}

/** What defaults and overrides have in common: the values of both are held to the same shapes. */
const FIELD_PROPERTIES = {
  displayName: text,
  unit: text,
  decimals: numberOrNull,
  min: numberOrNull,
  max: numberOrNull,
  noValue: text,
  color,
  thresholds,
  mappings: optional(mappings),
  links: optional(listOf(dataLink)),
}

export const fieldConfig = objectOf<FieldConfig>({
  ...FIELD_PROPERTIES,
  custom: optional(record),
} as { readonly [K in keyof FieldConfig]-?: Shape<FieldConfig[K]> })

const overrideMatcher: Shape<FieldOverride['matcher']> = objectOf<FieldOverride['matcher']>({
  id: otherwise(text, ''),
  options: anything,
})

const overrideProperty: Shape<FieldOverride['properties'][number]> = (value, place) => {
  const property = objectOf<FieldOverride['properties'][number]>({
    id: otherwise(text, ''),
    value: anything,
  })(value, place)
  const shape = OVERRIDDEN.get(property.id)
  if (shape === undefined || property.value === undefined) return property
  const is = shape(property.value, place.key('value'))
  return is === property.value ? property : { ...property, value: is }
}

const OVERRIDDEN: ReadonlyMap<string, Shape<unknown>> = new Map(Object.entries(FIELD_PROPERTIES))

const fieldConfigSource = objectOf<FieldConfigSource>({
  defaults: fieldConfig,
  overrides: listOf(
    objectOf<FieldOverride>({ matcher: overrideMatcher, properties: listOf(overrideProperty) }),
  ),
})

const transformation = objectOf<{
  id: string
  options: Record<string, unknown>
  disabled: boolean | undefined
}>({
  id: otherwise(text, ''),
  options: record,
  disabled: flag,
}) as Shape<Transformation>

/** What lies beyond the grid's right edge is brought back into it. */
const gridPos: Shape<GridPosition> = (value, place) => {
  const { x, y, w, h, ...more } = record(value, place)
  const width = Math.min(GRID_COLUMNS, Math.max(1, Math.round(number(w, place.key('w')) ?? GRID_COLUMNS / 2)))
  const left = Math.max(0, Math.round(number(x, place.key('x')) ?? 0))
  return {
    ...more,
    x: Math.min(left, GRID_COLUMNS - width),
    y: within(number(y, place.key('y')) ?? 0, 0, 1_000_000),
    w: width,
    h: within(number(h, place.key('h')) ?? 8, 1, 10_000),
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)))
}

const panelFields = objectOf<Omit<Panel, 'panels'>>({
  id: otherwise(number, 0),
  type: otherwise(filledText, 'timeseries'),
  title: otherwise(text, ''),
  description: text,
  gridPos,
  datasource: dataSource,
  targets: listOf(target),
  fieldConfig: fieldConfigSource,
  options: record,
  transformations: listOf(transformation),
  links: optional(listOf(dataLink)),
  transparent: flag,
  repeat: filledText,
  repeatDirection: oneOf('h', 'v'),
  maxPerRow: number,
  interval: filledText,
  maxDataPoints: numberOrNull,
  timeFrom: filledText,
  timeShift: filledText,
  hideTimeOverride: flag,
  collapsed: flag,
} as { readonly [K in keyof Omit<Panel, 'panels'>]-?: Shape<Panel[K]> }) as Shape<Panel>

function panelAt(level: 'dashboard' | 'row'): Shape<Panel> {
  return (value, place) => {
    const json = record(value, place)
    const id = typeof json.id === 'number' ? json.id : 0
    const within = place.ofPanel(id, typeof json.title === 'string' ? json.title : '')
    const { panels, ...panel } = panelFields(json, within)
    if (panel.type !== 'row' || level === 'row') return panel as Panel
    return { ...panel, panels: listOf(panelAt('row'))(panels, place.key('panels')) } as Panel
  }
}

const texts: Shape<string | readonly string[] | undefined> = (value, place) =>
  Array.isArray(value)
    ? value.flatMap((each, at) => (each === null ? [] : (text(each, place.index(at)) ?? [])))
    : text(value, place)

/** Exports of scripts have a whole option in place of its text and its value now and then. */
const partOfOption =
  (key: 'text' | 'value'): Shape<string | readonly string[] | undefined> =>
  (value, place) =>
    isObject(value) && Object.hasOwn(value, key) ? texts(value[key], place.key(key)) : texts(value, place)

const option: Shape<VariableOption | undefined> = (value, place) =>
  isObject(value)
    ? objectOf<VariableOption>({ text: partOfOption('text'), value: partOfOption('value'), selected: flag })(
        value,
        place,
      )
    : leftOut(value, place, 'an option')

const variableQuery: Shape<Variable['query']> = (value, place) =>
  isObject(value) ? { ...value, query: text(value.query, place.key('query')) ?? '' } : text(value, place)

const hide: Shape<Variable['hide']> = (value, place) =>
  typeof value === 'boolean' ? (value ? 2 : 0) : oneOf(0, 1, 2)(value, place)

const refresh: Shape<Variable['refresh']> = (value, place) =>
  typeof value === 'boolean' ? (value ? 1 : 0) : oneOf(0, 1, 2)(value, place)

const variable = objectOf<Variable>({
  name: otherwise(text, ''),
  type: otherwise(filledText, 'query'),
  label: text,
  description: text,
  hide,
  query: variableQuery,
  definition: text,
  regex: text,
  refresh,
  sort: number,
  multi: flag,
  includeAll: flag,
  allValue: (value, place) => (value === null ? null : text(value, place)),
  current: option,
  options: optional(listOf(option)),
  auto: flag,
  auto_count: number,
  auto_min: text,
} as { readonly [K in keyof Variable]-?: Shape<Variable[K]> })

const annotation = objectOf<AnnotationQuery>({
  name: otherwise(text, ''),
  enable: otherwise(flag, true),
  hide: flag,
  iconColor: filledText,
  datasource: dataSource,
  expr: text,
  step: filledText,
  titleFormat: text,
  textFormat: text,
  tagKeys: text,
  useValueForTime: flag,
} as { readonly [K in keyof AnnotationQuery]-?: Shape<AnnotationQuery[K]> })

const link = objectOf<DashboardLink>({
  type: otherwise(oneOf('link', 'dashboards'), 'link'),
  title: otherwise(text, ''),
  url: text,
  tags: optional(listOf(text)),
  asDropdown: flag,
  includeVars: flag,
  keepTime: flag,
  targetBlank: flag,
} as { readonly [K in keyof DashboardLink]-?: Shape<DashboardLink[K]> })

const time: Shape<Dashboard['time']> = (value, place) =>
  objectOf<Dashboard['time']>({ from: otherwise(filledText, 'now-6h'), to: otherwise(filledText, 'now') })(
    value,
    place,
  )

const dashboardRefresh: Shape<string | false | undefined> = (value, place) =>
  value === false ? false : value === true ? undefined : text(value, place)

const graphTooltip: Shape<Dashboard['graphTooltip']> = (value, place) =>
  typeof value === 'boolean' ? (value ? 1 : 0) : (oneOf(0, 1, 2)(value, place) ?? 0)

export const dashboardShape = objectOf<Dashboard>({
  uid: filledText,
  title: otherwise(text, ''),
  description: text,
  tags: listOf(text),
  schemaVersion: otherwise(number, 0),
  version: number,
  editable: flag,
  graphTooltip,
  time,
  timezone: filledText,
  refresh: dashboardRefresh,
  templating: objectOf<Dashboard['templating']>({ list: listOf(variable) }),
  annotations: objectOf<Dashboard['annotations']>({ list: listOf(annotation) }),
  links: listOf(link),
  panels: listOf(panelAt('dashboard')),
} as { readonly [K in keyof Dashboard]-?: Shape<Dashboard[K]> })

export type { Place }
