/**
 * A dashboard that was read from a file and then changed, written as its file is: in the file's order of keys and its indentation, and without what
 * only the reading put in. So the difference between the two is what somebody changed, and a team can take it as a patch.
 */
import type { Dashboard } from '../dashboard.ts'
import { readDashboard } from '../read-dashboard.ts'
import { isObject, type JsonObject } from '../reading/json.ts'
import { writeDashboard } from '../write-dashboard.ts'
import { inOrder } from './in-order.ts'
import { sameJson } from './same-json.ts'

/** From here on reading leaves a dashboard's structure as it is. */
const SAME_STRUCTURE = 36

/** Throws a `DashboardError` if the file can't be read. */
export function writeLike(file: string, dashboard: Dashboard): string {
  const { dashboard: read } = readDashboard(file)
  const raw: unknown = JSON.parse(file.replace(/^\uFEFF/, ''))
  if (
    !isObject(raw) ||
    !Array.isArray(raw.panels) ||
    !(Number(raw.schemaVersion ?? SAME_STRUCTURE) >= SAME_STRUCTURE)
  ) {
    return writeDashboard(dashboard)
  }
  const indentation = /^[\t ]+(?=\S)/m.exec(file)?.[0] ?? 2
  const end = file.endsWith('\n') ? '\n' : ''
  return JSON.stringify(merged(raw, read, dashboard), undefined, indentation) + end
}

/** What the file says wherever it means the same as what was read of it. */
function merged(raw: unknown, read: unknown, now: unknown): unknown {
  if (sameJson(read, now)) return raw
  if (isObject(raw) && isObject(read) && isObject(now)) return mergedObject(raw, read, now)
  if (Array.isArray(raw) && Array.isArray(read) && Array.isArray(now)) return mergedList(raw, read, now)
  return inOrder(now)
}

function mergedObject(raw: JsonObject, read: JsonObject, now: JsonObject): JsonObject {
  const written: JsonObject = {}
  for (const [key, said] of Object.entries(raw)) {
    if (now[key] !== undefined)
      written[key] = key in read ? merged(said, read[key], now[key]) : inOrder(now[key])
    else if (read[key] === undefined) written[key] = said
  }
  for (const [key, value] of Object.entries(now).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (key in raw || value === undefined || (key in read && sameJson(read[key], value))) continue
    written[key] = inOrder(value)
  }
  return written
}

/** Panels, variables and queries are known by what names them, other things by where they stand. */
function mergedList(raw: readonly unknown[], read: readonly unknown[], now: readonly unknown[]): unknown[] {
  if (raw.length !== read.length) return now.map(inOrder)
  const places = new Map(read.map((each, at) => [nameOf(each) ?? at, at]))
  return now.map((each, at) => {
    const was = places.get(nameOf(each) ?? at)
    return was === undefined ? inOrder(each) : merged(raw[was], read[was], each)
  })
}

function nameOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined
  const name = value.id ?? value.refId ?? value.name
  return typeof name === 'string' || typeof name === 'number' ? `${typeof name} ${name}` : undefined
}
