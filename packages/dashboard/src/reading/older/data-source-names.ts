/** Data sources were named once, and are references now: to an id, of a type. */
import { isObject, type JsonObject, objectAt, objectsOf, textOf } from '../json.ts'

const GRAFANAS_OWN: Readonly<Record<string, JsonObject>> = {
  '-- Mixed --': { type: 'datasource', uid: '-- Mixed --' },
  '-- Dashboard --': { type: 'datasource', uid: '-- Dashboard --' },
  '-- Grafana --': { type: 'datasource', uid: 'grafana' },
  __expr__: { type: '__expr__', uid: '__expr__' },
}

export function upgradeDataSources(dashboard: JsonObject, panels: readonly JsonObject[]): void {
  const typeOf = typesOfPlaceholders(dashboard)
  const holders = [
    ...panels.flatMap(panel => [panel, ...objectsOf(panel.targets)]),
    ...objectsOf(objectAt(dashboard, 'templating').list).filter(({ type }) => type !== 'datasource'),
    ...objectsOf(objectAt(dashboard, 'annotations').list),
  ]
  for (const holder of holders) {
    const { datasource } = holder
    if (datasource === null || datasource === '' || datasource === 'default') delete holder.datasource
    else if (typeof datasource === 'string') holder.datasource = referenceTo(datasource, typeOf)
  }
}

function referenceTo(name: string, typeOf: ReadonlyMap<string, string>): JsonObject {
  const own = GRAFANAS_OWN[name]
  if (own !== undefined) return { ...own }
  const type = typeOf.get(placeholderOf(name) ?? '') ?? guessed(name)
  return type === undefined ? { uid: name } : { type, uid: name }
}

/** `prometheus` of `${DS_PROMETHEUS}` and of `$datasource`, from what the dashboard itself says of them. */
export function typesOfPlaceholders(dashboard: JsonObject): Map<string, string> {
  const types = new Map<string, string>()
  for (const input of objectsOf(dashboard.__inputs)) {
    const name = textOf(input.name)
    const type = textOf(input.pluginId)
    if (input.type === 'datasource' && name !== undefined && type !== undefined) types.set(name, type)
  }
  for (const variable of objectsOf(objectAt(dashboard, 'templating').list)) {
    const name = textOf(variable.name)
    const query = isObject(variable.query) ? variable.query.query : variable.query
    const type = textOf(query)
    if (variable.type === 'datasource' && name !== undefined && type !== undefined) types.set(name, type)
  }
  return types
}

/** `DS_X` of `$DS_X`, `${DS_X}` and `[[DS_X]]`. */
export function placeholderOf(name: string): string | undefined {
  const found = /^(?:\$(\w+)|\$\{([\w-]+)(?::[^{}]*)?\}|\[\[(\w+)(?::[^\]]*)?\]\])$/.exec(name)
  return found?.[1] ?? found?.[2] ?? found?.[3]
}

/** Of a name alone nothing is known for sure; most are named after what they are. */
function guessed(name: string): string | undefined {
  const known = [
    'prometheus',
    'loki',
    'tempo',
    'jaeger',
    'elasticsearch',
    'influxdb',
    'graphite',
    'cloudwatch',
  ]
  return known.find(each => name.toLowerCase().includes(each))
}
