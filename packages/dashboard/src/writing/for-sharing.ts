/** A dashboard for somebody else: its data source becomes a question that is asked when it is imported, and it says what it needs. */
import { type Dashboard, PANEL_TYPES } from '../dashboard.ts'
import { kindOfType } from '../reading/data-source-types.ts'
import { isObject, type JsonObject, objectsOf, textOf } from '../reading/json.ts'
import { placeholderOf } from '../reading/older/data-source-names.ts'

const INPUT = 'DS_PROMETHEUS'
/** The first that has all that dashboards here use. */
const LEAST_GRAFANA = '10.4.0'

const NAMES: Readonly<Record<string, string>> = {
  bargauge: 'Bar gauge',
  barchart: 'Bar chart',
  piechart: 'Pie chart',
  'state-timeline': 'State timeline',
  'status-history': 'Status history',
  timeseries: 'Time series',
}

export function forSharing(dashboard: Dashboard): JsonObject {
  let asked = false
  const ask = (reference: JsonObject): JsonObject => {
    asked = true
    return { ...reference, type: textOf(reference.type) ?? 'prometheus', uid: `\${${INPUT}}` }
  }
  const { __inputs, __requires, __elements, ...rest } = dashboard
  const shared = shareable(rest, ask) as JsonObject
  // All words at once: to look for each input in the whole text takes the product of both.
  const words = new Set(JSON.stringify(shared).match(/[\w-]+/g))
  const others = objectsOf(__inputs).filter(({ name }) => name !== INPUT && words.has(String(name)))
  return {
    __inputs: [...(asked ? [input()] : []), ...others],
    __elements: isObject(__elements) ? __elements : {},
    __requires: requirements(dashboard),
    ...shared,
    id: null,
  }
}

function input(): JsonObject {
  return {
    name: INPUT,
    label: 'Prometheus',
    description: '',
    type: 'datasource',
    pluginId: 'prometheus',
    pluginName: 'Prometheus',
  }
}

function shareable(value: unknown, ask: (reference: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map(each => shareable(each, ask))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'datasource' && isObject(each) ? sharedReference(each, ask) : shareable(each, ask),
    ]),
  )
}

/** Variables that choose one stay, as do Grafana's own. */
function sharedReference(reference: JsonObject, ask: (reference: JsonObject) => JsonObject): JsonObject {
  const uid = textOf(reference.uid)
  const type = textOf(reference.type)
  const chosen = uid !== undefined && placeholderOf(uid) !== undefined && placeholderOf(uid) !== INPUT
  const isPrometheus =
    type === undefined ? !uid?.startsWith('-- ') && uid !== 'grafana' : kindOfType(type).kind === 'prometheus'
  return isPrometheus && !chosen ? ask(reference) : reference
}

function requirements(dashboard: Dashboard): JsonObject[] {
  const types = new Set(
    dashboard.panels.flatMap(panel => [panel.type, ...(panel.panels ?? []).map(({ type }) => type)]),
  )
  const panels = [...types].filter(type => type !== 'row').toSorted()
  return [
    { type: 'grafana', id: 'grafana', name: 'Grafana', version: LEAST_GRAFANA },
    { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
    ...panels.map(id => ({ type: 'panel', id, name: nameOf(id), version: '' })),
  ]
}

function nameOf(type: string): string {
  const known: readonly string[] = PANEL_TYPES
  return NAMES[type] ?? (known.includes(type) ? type.charAt(0).toUpperCase() + type.slice(1) : type)
}
