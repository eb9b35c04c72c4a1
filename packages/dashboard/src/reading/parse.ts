/** From text to an object that is ours to change, within bounds. */
import { DashboardError } from '../dashboard-error.ts'
import { isObject, type JsonObject, kindOf } from './json.ts'

/** Of JSON without the white space between its values. */
export const MAX_DASHBOARD_BYTES = 4 * 1024 * 1024
/** With it: deeply nested, the white space is more than the rest. */
export const MAX_DASHBOARD_TEXT = 4 * MAX_DASHBOARD_BYTES
/** The largest dashboards of the community have some 30,000. */
export const MAX_DASHBOARD_VALUES = 300_000
/** Grafana's own nest some ten deep. */
export const MAX_DASHBOARD_DEPTH = 64

/** Takes the text, or what it was parsed to, which stays as it is. */
export function parseDashboard(input: unknown): JsonObject {
  const parsed = typeof input === 'string' ? parseText(input) : input
  if (!isObject(parsed)) {
    throw new DashboardError('', `a dashboard is a JSON object, not ${kindOf(parsed)}`)
  }
  const copied = copyOf(parsed, '', 0, {
    bytes: MAX_DASHBOARD_BYTES,
    values: MAX_DASHBOARD_VALUES,
  }) as JsonObject
  return withoutWrapper(copied)
}

function parseText(text: string): unknown {
  if (text.length > MAX_DASHBOARD_TEXT) throw tooLarge()
  const withoutMark = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return JSON.parse(withoutMark)
  } catch (error) {
    throw new DashboardError('', `not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function tooLarge(): DashboardError {
  return new DashboardError(
    '',
    `a dashboard may have ${MAX_DASHBOARD_BYTES / 1024 / 1024} MB of JSON, and this has more`,
  )
}

interface Budget {
  /** Counted as characters, of keys and of values. */
  bytes: number
  values: number
}

function copyOf(value: unknown, path: string, depth: number, budget: Budget): unknown {
  budget.bytes -= typeof value === 'string' ? value.length : 1
  budget.values--
  if (budget.bytes < 0) throw tooLarge()
  if (budget.values < 0) {
    throw new DashboardError('', `a dashboard may have ${MAX_DASHBOARD_VALUES} values, and this has more`)
  }
  if (typeof value === 'number') {
    // A zero below zero does not survive being written.
    if (Number.isFinite(value)) return value === 0 ? 0 : value
    throw new DashboardError(path, 'a number of JSON is finite')
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value !== 'object') throw new DashboardError(path, `${kindOf(value)} is not JSON`)
  if (depth > MAX_DASHBOARD_DEPTH) {
    throw new DashboardError(path.slice(0, 200), `nested more than ${MAX_DASHBOARD_DEPTH} deep`)
  }
  if (Array.isArray(value)) {
    // Not with map, which keeps holes.
    return Array.from(value, (each, at) => copyOf(each ?? null, `${path}[${at}]`, depth + 1, budget))
  }
  const copy: JsonObject = {}
  for (const [key, each] of Object.entries(value)) {
    // Set in the usual way it would change what the copy inherits from, and nothing of Grafana's has that name.
    if (each === undefined || key === '__proto__') continue
    budget.bytes -= key.length
    copy[key] = copyOf(each, path === '' ? key : `${path}.${key}`, depth + 1, budget)
  }
  return copy
}

/** Grafana's API puts a dashboard beside its meta data; kinds of its newer API have it as their spec. */
function withoutWrapper(json: JsonObject): JsonObject {
  if (isObject(json.dashboard) && !Array.isArray(json.panels) && !Array.isArray(json.rows))
    return json.dashboard
  if (isObject(json.spec) && (json.kind === 'Dashboard' || typeof json.apiVersion === 'string')) {
    return withoutWrapper(json.spec)
  }
  if (isObject(json.elements) && isObject(json.layout)) {
    throw new DashboardError(
      'elements',
      "this is Grafana's dashboard schema v2; export it as a classic dashboard (in Grafana: Share, Export, model: Classic)",
    )
  }
  return json
}
