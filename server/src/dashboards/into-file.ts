/**
 * Puts what was edited of a file's dashboard into what the file says, and changes nothing else of it: keys keep their order, what an older schema
 * says stays as it is where nobody touched it, what reading fills in is not written down.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Dashboard, readDashboard } from '@vedette/dashboard'
import { type FileDashboard, readFileDashboard } from './dashboard-files.ts'

type Json = unknown
interface JsonObject {
  readonly [key: string]: Json
}

/** Where a thing in a list has an identity, it is found by that, however the list was sorted. */
const IDENTITIES = ['id', 'refId', 'name'] as const

/** Whether the file means this dashboard. */
export function fileSaysSame(
  { text, uid }: Pick<FileDashboard, 'text' | 'uid'>,
  dashboard: Dashboard,
): boolean {
  return isDeepStrictEqual(
    plain(readFileDashboard(text, uid).dashboard),
    plain(readDashboard(dashboard).dashboard),
  )
}

/** The text of the file with the dashboard in it. */
export function intoFile(file: Pick<FileDashboard, 'text' | 'uid'>, dashboard: Dashboard): string {
  const text = file.text.replace(/^\uFEFF/, '')
  const raw = JSON.parse(text) as Json
  const base = plain(readFileDashboard(file.text, file.uid).dashboard)
  const mine = plain(readDashboard(dashboard).dashboard)
  const sorted = isObject(raw) && hasSortedKeys(raw)
  for (const older of ['kept', 'replaced'] as const) {
    const merged = laidOver({ older, sorted }, raw, base, mine)
    const written = writtenAs(text, merged)
    if (fileSaysSame({ text: written, uid: file.uid }, dashboard)) return written
  }
  return writtenAs(text, inOrderOf(raw, mine, sorted))
}

/** Whether `older` keys that reading did away with stay where something else of their object has changed. */
interface Manner {
  readonly older: 'kept' | 'replaced'
  readonly sorted: boolean
}

const ABSENT = Symbol('absent')

function laidOver(manner: Manner, raw: Json, base: Json, mine: Json): Json {
  if (isDeepStrictEqual(base, mine)) return raw
  if (isObject(raw) && isObject(base) && isObject(mine)) return objectOver(manner, raw, base, mine)
  if (Array.isArray(raw) && Array.isArray(base) && Array.isArray(mine) && raw.length === base.length)
    return listOver(manner, raw, base, mine)
  return inOrderOf(raw, mine, manner.sorted)
}

function objectOver(manner: Manner, raw: JsonObject, base: JsonObject, mine: JsonObject): Json {
  const older = Object.keys(raw).filter(key => !(key in base) && !(key in mine))
  if (older.length > 0 && manner.older === 'replaced') return inOrderOf(raw, mine, manner.sorted)
  const merged: Record<string, Json> = {}
  for (const key of Object.keys(raw)) {
    if (key in mine) merged[key] = key in base ? laidOver(manner, raw[key], base[key], mine[key]) : mine[key]
    else if (!(key in base)) merged[key] = raw[key]
  }
  for (const key of Object.keys(mine)) {
    if (key in merged) continue
    if (key in base && isDeepStrictEqual(base[key], mine[key])) continue
    merged[key] = inOrderOf(ABSENT, mine[key], manner.sorted)
  }
  return manner.sorted ? withSortedKeys(merged) : merged
}

function listOver(
  manner: Manner,
  raw: readonly Json[],
  base: readonly Json[],
  mine: readonly Json[],
): readonly Json[] {
  const identity = IDENTITIES.find(key => [...base, ...mine].every(each => isObject(each) && key in each))
  const places = new Map(
    base.map((each, at) => [identity === undefined ? at : (each as JsonObject)[identity], at] as const),
  )
  return mine.map((each, i) => {
    const at = places.get(identity === undefined ? i : (each as JsonObject)[identity])
    return at === undefined
      ? inOrderOf(ABSENT, each, manner.sorted)
      : laidOver(manner, raw[at], base[at], each)
  })
}

/** Keys as the file has them, then the others. */
function inOrderOf(raw: Json, mine: Json, sorted: boolean): Json {
  if (Array.isArray(mine))
    return mine.map((each, i) => inOrderOf(Array.isArray(raw) ? raw[i] : ABSENT, each, sorted))
  if (!isObject(mine)) return mine
  const from: JsonObject = isObject(raw) ? raw : {}
  const keys = new Set([...Object.keys(from).filter(key => key in mine), ...Object.keys(mine)])
  const ordered = Object.fromEntries([...keys].map(key => [key, inOrderOf(from[key], mine[key], sorted)]))
  return sorted ? withSortedKeys(ordered) : ordered
}

/** Indented and ended as the file is. */
function writtenAs(text: string, json: Json): string {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? ''
  const written = JSON.stringify(json, undefined, indent) + (text.endsWith('\n') ? '\n' : '')
  return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written
}

function withSortedKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function hasSortedKeys(object: JsonObject): boolean {
  const keys = Object.keys(object)
  return keys.length > 1 && keys.every((key, i) => i === 0 || keys[i - 1]! < key)
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without what JSON leaves out. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}
