/** Constants that whoever imports a shared dashboard is asked for stand for what the dashboard proposes. Data sources stay open: here they are all the same one. */
import { DashboardError } from '../../dashboard-error.ts'
import { isObject, type JsonObject, objectsOf, textOf } from '../json.ts'

/** In characters, over the whole dashboard. */
const MOST_GROWTH = 1024 * 1024

export function fillInputs(dashboard: JsonObject): void {
  const constants = new Map(
    objectsOf(dashboard.__inputs).flatMap(input => {
      const name = textOf(input.name)
      return input.type === 'constant' && name !== undefined && typeof input.value === 'string'
        ? [[name, input.value] as const]
        : []
    }),
  )
  if (constants.size === 0) return
  const growth = { left: MOST_GROWTH }
  for (const [key, value] of Object.entries(dashboard)) {
    if (key !== '__inputs') dashboard[key] = replaced(value, constants, growth)
  }
  dashboard.__inputs = objectsOf(dashboard.__inputs).filter(input => !constants.has(String(input.name)))
}

function replaced(value: unknown, constants: ReadonlyMap<string, string>, growth: { left: number }): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([\w-]+)\}/g, (whole, name: string) => {
      const constant = constants.get(name)
      if (constant === undefined) return whole
      growth.left -= constant.length
      if (growth.left < 0) throw new DashboardError('__inputs', 'the constants make the dashboard too large')
      return constant
    })
  }
  if (Array.isArray(value)) return value.map(each => replaced(each, constants, growth))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, replaced(each, constants, growth)]),
  )
}
