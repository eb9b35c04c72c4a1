/** Holds a dashboard that was read to what its types promise, so that whoever shows it need not look twice. */
import type { Dashboard, FieldConfig, Panel, Variable } from '../src/dashboard.ts'

type Check = (value: unknown, place: string) => string[]

const broken = (place: string, value: unknown, expected: string): string[] => [
  `${place}: ${JSON.stringify(value)?.slice(0, 60)} is no ${expected}`,
]
const is =
  (expected: string, test: (value: unknown) => boolean): Check =>
  (value, place) =>
    test(value) ? [] : broken(place, value, expected)

const text = is('text', value => typeof value === 'string')
const flag = is('flag', value => typeof value === 'boolean')
const number = is('number', value => typeof value === 'number' && Number.isFinite(value))
const numberOrNull = is(
  'number or null',
  value => value === null || (typeof value === 'number' && Number.isFinite(value)),
)
const textOrNull = is('text or null', value => value === null || typeof value === 'string')
const record = is('object', value => typeof value === 'object' && value !== null && !Array.isArray(value))
const oneOf = (...allowed: unknown[]): Check => is(allowed.join(' or '), value => allowed.includes(value))
const optional =
  (check: Check): Check =>
  (value, place) =>
    value === undefined ? [] : check(value, place)
const list =
  (check: Check): Check =>
  (value, place) =>
    Array.isArray(value)
      ? value.flatMap((each, at) => check(each, `${place}[${at}]`))
      : broken(place, value, 'list')
const either =
  (first: Check, second: Check): Check =>
  (value, place) =>
    first(value, place).length === 0 ? [] : second(value, place)
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, place) => {
    const wrong = record(value, place)
    if (wrong.length > 0) return wrong
    return Object.entries(checks).flatMap(([key, check]) =>
      check((value as Record<string, unknown>)[key], `${place}.${key}`),
    )
  }

const reference = shape({ type: optional(text), uid: optional(text) })
const link = shape({ title: text, url: text, targetBlank: optional(flag) })
const result = shape({ text: optional(text), color: optional(text), index: optional(number) })
const colour = shape({
  mode: text,
  fixedColor: optional(text),
  seriesBy: optional(oneOf('last', 'min', 'max')),
})
const steps: Check = (value, place) => {
  const wrong = list(shape({ value: numberOrNull, color: text }))(value, place)
  if (wrong.length > 0) return wrong
  const values = (value as { value: number | null }[]).map(step => step.value)
  const ascending = values.every(
    (each, at) => at === 0 || Number(each) >= Number(values[at - 1] ?? -Infinity),
  )
  if (!ascending) return broken(place, values, 'ascending list')
  return values.length === 0 || values[0] === null ? [] : broken(place, values, 'list that begins with null')
}
const thresholds = shape({ mode: oneOf('absolute', 'percentage'), steps })
const mapping: Check = (value, place) => {
  const { type, options } = value as { type?: unknown; options?: unknown }
  const at = `${place}.options`
  if (type === 'value') {
    return [...record(options, at), ...Object.values(options ?? {}).flatMap(each => result(each, at))]
  }
  if (type === 'range') return shape({ from: numberOrNull, to: numberOrNull, result })(options, at)
  if (type === 'regex') return shape({ pattern: text, result })(options, at)
  if (type !== 'special') return broken(place, type, 'type of a mapping')
  return shape({ match: oneOf('true', 'false', 'null', 'nan', 'null+nan', 'empty'), result })(options, at)
}

const FIELD: Record<keyof FieldConfig, Check> = {
  displayName: optional(text),
  unit: optional(text),
  decimals: optional(numberOrNull),
  min: optional(numberOrNull),
  max: optional(numberOrNull),
  noValue: optional(text),
  color: optional(colour),
  thresholds: optional(thresholds),
  mappings: optional(list(mapping)),
  links: optional(list(link)),
  custom: optional(record),
}

const property: Check = (value, place) => {
  const wrong = shape({ id: text })(value, place)
  if (wrong.length > 0) return wrong
  const { id, value: said } = value as { id: string; value?: unknown }
  return Object.hasOwn(FIELD, id) && id !== 'custom' ? (FIELD[id] ?? text)(said, `${place}.value`) : []
}

const target: Check = (value, place) => {
  const inPromql = typeof (value as { expr?: unknown }).expr === 'string'
  return shape({
    refId: is('letter', each => typeof each === 'string' && each !== ''),
    expr: optional(text),
    legendFormat: optional(text),
    hide: optional(flag),
    instant: optional(flag),
    range: optional(flag),
    exemplar: optional(flag),
    interval: optional(text),
    intervalFactor: optional(number),
    ...(inPromql ? { format: optional(oneOf('time_series', 'table', 'heatmap')) } : {}),
    datasource: optional(reference),
  })(value, place)
}

const PANEL: Readonly<Record<string, Check>> = {
  id: is('id', value => Number.isSafeInteger(value) && Number(value) > 0),
  type: is('type', value => typeof value === 'string' && value !== ''),
  title: text,
  description: optional(text),
  gridPos: (value, place) => {
    const wrong = shape({ x: number, y: number, w: number, h: number })(value, place)
    if (wrong.length > 0) return wrong
    const { x, y, w, h } = value as { x: number; y: number; w: number; h: number }
    const whole = [x, y, w, h].every(Number.isInteger)
    return whole && x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= 24
      ? []
      : broken(place, value, 'place on the grid')
  },
  datasource: optional(reference),
  targets: list(target),
  fieldConfig: shape({
    defaults: shape(FIELD),
    overrides: list(shape({ matcher: shape({ id: text }), properties: list(property) })),
  }),
  options: record,
  transformations: list(shape({ id: text, options: record, disabled: optional(flag) })),
  links: optional(list(link)),
  transparent: optional(flag),
  repeat: optional(text),
  repeatDirection: optional(oneOf('h', 'v')),
  maxPerRow: optional(number),
  interval: optional(text),
  maxDataPoints: optional(numberOrNull),
  timeFrom: optional(text),
  timeShift: optional(text),
  hideTimeOverride: optional(flag),
  collapsed: optional(flag),
}

const panel: Check = (value, place) => [
  ...shape(PANEL)(value, place),
  ...((value as Panel).type === 'row' ? list(shape(PANEL))((value as Panel).panels, `${place}.panels`) : []),
]

const option = shape({
  text: optional(either(text, list(text))),
  value: optional(either(text, list(text))),
  selected: optional(flag),
})

const VARIABLE: Record<keyof Variable, Check> = {
  name: text,
  type: text,
  label: optional(text),
  description: optional(text),
  hide: optional(oneOf(0, 1, 2)),
  query: optional(either(text, shape({ query: text }))),
  definition: optional(text),
  regex: optional(text),
  refresh: optional(oneOf(0, 1, 2)),
  sort: optional(number),
  multi: optional(flag),
  includeAll: optional(flag),
  allValue: optional(textOrNull),
  current: optional(option),
  options: optional(list(option)),
  auto: optional(flag),
  auto_count: optional(number),
  auto_min: optional(text),
}

const dashboardCheck = shape({
  uid: optional(text),
  title: text,
  description: optional(text),
  tags: list(text),
  schemaVersion: number,
  version: optional(number),
  editable: optional(flag),
  graphTooltip: oneOf(0, 1, 2),
  time: shape({ from: text, to: text }),
  timezone: optional(text),
  refresh: optional(either(text, oneOf(false))),
  templating: shape({ list: list(shape(VARIABLE)) }),
  annotations: shape({
    list: list(
      shape({
        name: text,
        enable: flag,
        hide: optional(flag),
        iconColor: optional(text),
        datasource: optional(reference),
        expr: optional(text),
        step: optional(text),
      }),
    ),
  }),
  links: list(
    shape({
      type: oneOf('link', 'dashboards'),
      title: text,
      url: optional(text),
      tags: optional(list(text)),
    }),
  ),
  panels: list(panel),
})

/** One line for each promise that is not kept. */
export function brokenPromises(dashboard: Dashboard): string[] {
  const all = dashboard.panels.flatMap(each => [each, ...(each.panels ?? [])])
  const ids = all.map(({ id }) => id)
  const letters = all.filter(
    ({ targets }) => new Set(targets.map(({ refId }) => refId)).size < targets.length,
  )
  return [
    ...dashboardCheck(dashboard, 'dashboard'),
    ...(new Set(ids).size === ids.length ? [] : ['ids of panels repeat']),
    ...letters.map(({ id }) => `letters of queries repeat in panel ${id}`),
  ]
}
