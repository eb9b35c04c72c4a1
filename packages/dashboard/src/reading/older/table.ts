/** The table panel of Angular's days: styles of columns become overrides, and what made the table becomes a transformation. */
import { filled, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import { upgradeMappings } from './mappings.ts'
import { becomes, type OldOverride, override, reducerOf } from './old-panel.ts'

/** What a table of before schema 24 is told by. */
export function isOldTable(panel: JsonObject): boolean {
  return panel.type === 'table-old' || (panel.type === 'table' && Array.isArray(panel.styles))
}

const TRANSFORMATIONS: Readonly<Record<string, string>> = {
  table: 'merge',
  timeseries_aggregations: 'reduce',
  timeseries_to_columns: 'seriesToColumns',
  timeseries_to_rows: 'seriesToRows',
}

export function tablePanel(panel: JsonObject): void {
  const old = becomes(panel, 'table')
  const styles = objectsOf(old.styles)
  const general = styles.find(({ pattern }) => pattern === '/.*/')
  const before = objectAt(old, 'fieldConfig')
  panel.fieldConfig = {
    defaults: { ...objectAt(before, 'defaults'), ...(general === undefined ? {} : defaultsOf(general)) },
    overrides: [
      ...objectsOf(before.overrides),
      ...styles.flatMap(style => (style === general ? [] : overrideOf(style))),
    ],
  }
  panel.transformations = [...objectsOf(old.transformations), ...transformationOf(old)]
  panel.options = { showHeader: old.showHeader !== false }
}

function transformationOf(old: JsonObject): JsonObject[] {
  const transform = textOf(old.transform)
  const id =
    transform !== undefined && Object.hasOwn(TRANSFORMATIONS, transform)
      ? TRANSFORMATIONS[transform]
      : undefined
  if (id === undefined) return []
  if (id !== 'reduce') return [{ id, options: {} }]
  const reducers = objectsOf(old.columns).flatMap(({ value }) => reducerOf(value) ?? [])
  return [{ id, options: { includeTimeField: false, reducers } }]
}

function defaultsOf(style: JsonObject): JsonObject {
  const custom = filled({ align: alignOf(style), cellOptions: cellOptionsOf(style) })
  return filled({
    unit: textOf(style.unit),
    decimals: numberOf(style.decimals),
    displayName: textOf(style.alias),
    thresholds: thresholdsOf(style),
    custom: Object.keys(custom).length > 0 ? custom : undefined,
  })
}

function overrideOf(style: JsonObject): OldOverride[] {
  const pattern = textOf(style.pattern)
  if (pattern === undefined) return []
  const mappings = mappingsOf(style)
  const properties = Object.entries({
    displayName: textOf(style.alias),
    unit:
      style.type === 'date'
        ? `time:${textOf(style.dateFormat) ?? 'YYYY-MM-DD HH:mm:ss'}`
        : textOf(style.unit),
    decimals: style.type === 'number' ? numberOf(style.decimals) : undefined,
    links: style.link === true ? [linkOf(style)] : undefined,
    mappings: mappings.length > 0 ? mappings : undefined,
    thresholds: thresholdsOf(style),
    'custom.cellOptions': cellOptionsOf(style),
    'custom.align': alignOf(style),
    'custom.hidden': style.type === 'hidden' ? true : undefined,
  }).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]))
  if (properties.length === 0) return []
  return [override(/^\/.*\/$/s.test(pattern) ? 'byRegexp' : 'byName', pattern, properties)]
}

function thresholdsOf(style: JsonObject): JsonObject | undefined {
  const values = (Array.isArray(style.thresholds) ? style.thresholds : []).flatMap(
    each => numberOf(each) ?? [],
  )
  const colours = Array.isArray(style.colors) ? style.colors : []
  if (values.length === 0) return undefined
  const steps = [null, ...values].flatMap((value, at) =>
    typeof colours[at] === 'string' ? [{ value, color: colours[at] }] : [],
  )
  return steps.length > 0 ? { mode: 'absolute', steps } : undefined
}

function cellOptionsOf({ colorMode }: JsonObject): JsonObject | undefined {
  if (colorMode === 'value') return { type: 'color-text' }
  return colorMode === 'cell' || colorMode === 'row' ? { type: 'color-background' } : undefined
}

function alignOf({ align }: JsonObject): string | undefined {
  return align === 'left' || align === 'center' || align === 'right' ? align : undefined
}

function mappingsOf(style: JsonObject): unknown[] {
  const type = numberOf(style.mappingType)
  const old = type === 2 ? objectsOf(style.rangeMaps) : type === 1 ? objectsOf(style.valueMaps) : []
  const mappings = upgradeMappings(old.map(each => ({ ...each, type })))
  return Array.isArray(mappings) ? mappings : []
}

/** `$__cell` was the cell's text, `$__cell_2` that of the row's third column. */
function linkOf(style: JsonObject): JsonObject {
  const today = (text: string): string =>
    text
      .replace(/\$\{__cell_(\d+)(?::[^{}]*)?\}|\$__cell_(\d+)/g, (_, a, b) => `\${__data.fields[${a ?? b}]}`)
      .replace(/\$\{__cell(?::[^{}]*)?\}|\$__cell\b/g, `\${__value.text}`)
  return {
    title: today(textOf(style.linkTooltip) ?? ''),
    url: today(textOf(style.linkUrl) ?? ''),
    targetBlank: style.linkTargetBlank === true,
  }
}
