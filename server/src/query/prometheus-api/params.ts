/**
 * The parameters of Prometheus's API: from the query string and, for POST, a form in the body (which comes first, as in Go).
 * Their errors are Prometheus's own words, because people search for them.
 */
import type { Matcher } from '@vedette/model'
import { hasNonEmptyMatcher, ParseError, parseSelector } from '@vedette/promql'
import type { FastifyRequest } from 'fastify'
import { VedetteError } from '../../errors.ts'
import type { TimeRange } from '../../store/contract.ts'

/** What a missing `start` or `end` means: the earliest and the latest time that a Date can hold. */
export const ALL_TIME: TimeRange = { fromMs: -8.64e15, toMs: 8.64e15 }

export interface Params {
  /** The first value; undefined where the parameter is absent or empty. */
  first(name: string): string | undefined
  all(name: string): string[]
}

export function paramsOf(request: FastifyRequest): Params {
  const queryAt = request.url.indexOf('?')
  const parts = [
    typeof request.body === 'string' ? request.body : '',
    queryAt === -1 ? '' : request.url.slice(queryAt + 1),
  ]
  for (const part of parts) {
    const malformed = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(part)
    if (malformed !== null)
      throw badRequest(`error parsing form values: invalid URL escape ${JSON.stringify(malformed[0])}`)
  }
  const pairs = parts.flatMap(part => [...new URLSearchParams(part)])
  return {
    first: name => pairs.find(([key]) => key === name)?.[1] || undefined,
    all: name => pairs.filter(([key]) => key === name).map(([, value]) => value),
  }
}

/** `start` and `end`; all time where they are absent. */
export function rangeParam(params: Params): TimeRange {
  return {
    fromMs: timeParam(params, 'start', ALL_TIME.fromMs),
    toMs: timeParam(params, 'end', ALL_TIME.toMs),
  }
}

export function timeParam(params: Params, name: string, defaultMs: number): number {
  const text = params.first(name)
  if (text === undefined) return defaultMs
  const timeMs = parseTimeMs(text)
  if (timeMs === undefined)
    throw invalidParameter(
      name,
      `Invalid time value for '${name}': cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    )
  return timeMs
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** Seconds since the epoch or RFC 3339, within the range of times that the store knows. */
export function parseTimeMs(text: string): number | undefined {
  const infinite = INFINITE.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? ALL_TIME.fromMs : ALL_TIME.toMs
  if (FLOAT.test(text)) {
    const seconds = Number(text)
    if (!Number.isFinite(seconds)) return undefined
    return Math.min(Math.max(Math.round(seconds * 1000), ALL_TIME.fromMs), ALL_TIME.toMs)
  }
  // Clients of Go send these two where they mean "no limit".
  if (text === '-292273086-05-16T16:47:06Z') return ALL_TIME.fromMs
  if (text === '292277025-08-18T07:12:54.999999999Z') return ALL_TIME.toMs
  const parts = RFC3339.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const daysInMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth || hour > 23 || minute > 59 || second > 59)
    return undefined
  const timeMs = Date.parse(text.replace(',', '.'))
  return Number.isNaN(timeMs) ? undefined : timeMs
}

/** `limit`: the number of results, 0 where there is none asked for. */
export function limitParam(params: Params): number {
  const text = params.first('limit')
  if (text === undefined) return 0
  if (!/^[+-]?\d+$/.test(text))
    throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  const limit = Number(text)
  if (!Number.isSafeInteger(limit))
    throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`)
  if (limit < 0) throw invalidParameter('limit', 'limit must be non-negative')
  return limit
}

/** A number where Prometheus's older endpoints want one; undefined where it is absent. */
export function numberParam(params: Params, name: string): number | undefined {
  const text = params.first(name)
  if (text === undefined) return undefined
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`${name} must be a number`)
  return Number(text)
}

/** Twenty thousand of them, in a form of a megabyte, kept the process busy for minutes. */
const MOST_SELECTORS = 200

/** The sets of `match[]`, each of which must rule something out. */
export function matcherSetsParam(
  params: Params,
  wrap: (reason: string) => VedetteError = badRequest,
): Matcher[][] {
  const texts = params.all('match[]')
  if (texts.length > MOST_SELECTORS)
    throw wrap(
      `match[] comes ${texts.length} times, more than the ${MOST_SELECTORS} that one request may have`,
    )
  const sets = texts.map(text => selectorParam(text, wrap))
  if (sets.some(set => !hasNonEmptyMatcher(set)))
    throw wrap('match[] must contain at least one non-empty matcher')
  return sets
}

export function selectorParam(text: string, wrap: (reason: string) => VedetteError): Matcher[] {
  try {
    return parseSelector(text)
  } catch (error) {
    if (error instanceof ParseError) throw wrap(error.message)
    throw error
  }
}

export function badRequest(message: string): VedetteError {
  return new VedetteError('bad-request', message)
}

export function invalidParameter(name: string, reason: string): VedetteError {
  return badRequest(`invalid parameter ${JSON.stringify(name)}: ${reason}`)
}
