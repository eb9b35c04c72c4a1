/** What requests bring: their JSON, the dashboard within it, numbers and words. What is wrong is said with its place. */
import { DashboardError, type DashboardReading, readDashboard } from '@vedette/dashboard'
import type { FastifyRequest } from 'fastify'
import { VedetteError } from '../errors.ts'
import { isUid } from './saved-dashboard.ts'

/** What a dashboard may have without white space, and what is around it. `readDashboard` takes more white space than this lets in. */
export const BODY_LIMIT = 4 * 1024 * 1024 + 65_536

interface JsonObject {
  readonly [key: string]: unknown
}

export function objectIn(request: FastifyRequest): JsonObject {
  const json = jsonOf(request)
  if (isObject(json)) return json
  throw new VedetteError('bad-request', 'The body is JSON, but no object.')
}

/** Nothing is an object without anything. */
export function objectOrNothingIn(request: FastifyRequest): JsonObject {
  const isEmpty = !Buffer.isBuffer(request.body) || request.body.length === 0
  return isEmpty ? {} : objectIn(request)
}

function jsonOf({ body }: FastifyRequest): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\uFEFF/, '') : '')
  } catch (cause) {
    throw new VedetteError('bad-request', 'The body is not JSON.', { cause })
  }
}

/** Throws `bad-request` with the place in its JSON. */
export function dashboardIn(json: unknown): DashboardReading {
  try {
    return readDashboard(json)
  } catch (cause) {
    if (!(cause instanceof DashboardError)) throw cause
    throw new VedetteError('bad-request', `This is no dashboard: ${cause.message}`, { cause })
  }
}

export interface IncomingDashboard extends DashboardReading {
  /** Undefined where it has none that could be used; a note says so where it has another one. */
  readonly uid: string | undefined
}

/** Of whichever form: plain, as Grafana's API answers, as a resource of its newer API. */
export function importIn(json: JsonObject): IncomingDashboard {
  const { dashboard, notes } = dashboardIn(json)
  const { metadata } = json
  const uid = dashboard.uid ?? (isObject(metadata) ? metadata.name : undefined)
  if (isUid(uid) || uid === undefined || uid === '')
    return { dashboard, notes, uid: isUid(uid) ? uid : undefined }
  const words = `The uid ${JSON.stringify(uid).slice(0, 100)} is not 1 to 40 letters, digits, "-" and "_": it gets a new one`
  return { dashboard, notes: [...notes, { kind: 'changed', place: 'uid', words }], uid: undefined }
}

export function versionIn(json: JsonObject, key: string): number {
  const value = json[key]
  if (isVersion(value)) return value
  throw new VedetteError(
    'bad-request',
    `${key}: expected the version that was changed, 0 for what was never saved here, got ${shown(value)}.`,
  )
}

export function optionalVersionIn(json: JsonObject, key: string): number | undefined {
  return json[key] === undefined ? undefined : versionIn(json, key)
}

export function textIn(json: JsonObject, key: string): string {
  const value = json[key] ?? ''
  if (typeof value === 'string') return value
  throw new VedetteError('bad-request', `${key}: expected a text, got ${shown(value)}.`)
}

/** Of the query string. */
export function paramsOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?')
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1))
}

export function numberParam(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name)
  if (text === null || text === '') return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new VedetteError('bad-request', `${name}: expected a number, got ${shown(text)}.`)
}

export function flagParam(params: URLSearchParams, name: string): boolean {
  return ['1', 'true', ''].includes(params.get(name) ?? 'false')
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32 - 1
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100)
}
