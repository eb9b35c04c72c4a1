/**
 * The parameters of Prometheus's API: from the query string and, for POST, a form in the body (which comes first, as in Go).
 * Their errors are Prometheus's own words, because people search for them.
 */
import type { Matcher } from '@vedette/model'
import { hasNonEmptyMatcher, ParseError, parseSelector } from '@vedette/promql'
import type { FastifyRequest } from 'fastify'
import { VedetteError } from '../../errors.ts'
import type { TimeRange } from '../../store/contract.ts'
import { type Moment, parseMoment, timestampMs } from './moment.ts'

/** What a missing `start` or `end` means: the earliest and the latest time that a Date can hold. */
export const ALL_TIME: TimeRange = { fromMs: -8.64e15, toMs: 8.64e15 }

export interface Params {
  /** The first value; undefined where the parameter is absent or empty. */
  first(name: string): string | undefined
  all(name: string): string[]
  /** What is wrong with a part of them that is therefore left out. */
  readonly problem: string | undefined
}

/** For endpoints of our own, and those of Prometheus that parse as strictly: what is malformed must not widen the question by being left out. */
export function strictParamsOf(request: FastifyRequest): Params {
  const params = paramsOf(request)
  if (params.problem !== undefined) throw badRequest(`error parsing form values: ${params.problem}`)
  return params
}

/** As most of Prometheus's endpoints read them: what is malformed is left out. */
export function paramsOf(request: FastifyRequest): Params {
  const queryAt = request.url.indexOf('?')
  const parts = [
    typeof request.body === 'string' ? request.body : '',
    queryAt === -1 ? '' : request.url.slice(queryAt + 1),
  ].flatMap(part => part.split('&'))
  const problem = parts.map(problemOf).find(each => each !== undefined)
  const pairs = parts.flatMap(part => (problemOf(part) === undefined ? [...new URLSearchParams(part)] : []))
  return {
    first: name => pairs.find(([key]) => key === name)?.[1] || undefined,
    all: name => pairs.filter(([key]) => key === name).map(([, value]) => value),
    problem,
  }
}

function problemOf(part: string): string | undefined {
  if (part.includes(';')) return 'invalid semicolon separator in query'
  const malformed = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(part)
  return malformed === null ? undefined : `invalid URL escape ${JSON.stringify(malformed[0])}`
}

/** `start` and `end`; all time where they are absent. */
export function rangeParam(params: Params): TimeRange {
  return {
    fromMs: timeParam(params, 'start', ALL_TIME.fromMs),
    toMs: timeParam(params, 'end', ALL_TIME.toMs),
  }
}

export function timeParam(params: Params, name: string, defaultMs: number): number {
  const moment = momentParam(params, name)
  if (moment === undefined) return defaultMs
  return Math.min(Math.max(timestampMs(moment), ALL_TIME.fromMs), ALL_TIME.toMs)
}

/** undefined where it is absent. */
export function momentParam(params: Params, name: string): Moment | undefined {
  const text = params.first(name)
  if (text === undefined) return undefined
  const moment = parseMoment(text)
  if (moment === undefined) {
    throw invalidParameter(
      name,
      `Invalid time value for '${name}': cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    )
  }
  return moment
}

/** `limit`: the number of results, 0 where there is none asked for. */
export function limitParam(params: Params): number {
  const text = params.first('limit')
  if (text === undefined) return 0
  if (!/^[+-]?\d+$/.test(text))
    throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  if (!isInt64(text))
    throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`)
  const limit = Number(text)
  if (limit < 0) throw invalidParameter('limit', 'limit must be non-negative')
  return limit
}

/** A number where Prometheus's older endpoints want one; undefined where it is absent. */
export function numberParam(params: Params, name: string): number | undefined {
  const text = params.first(name)
  if (text === undefined) return undefined
  if (!/^[+-]?\d+$/.test(text) || !isInt64(text)) throw badRequest(`${name} must be a number`)
  return Number(text)
}

/** Of the length first: to read a number of a million digits takes seconds. */
function isInt64(text: string): boolean {
  const digits = text.replace(/^[+-]?0*(?=\d)/, '')
  if (digits.length > MOST_INT64_DIGITS) return false
  const value = BigInt(text.startsWith('-') ? `-${digits}` : digits)
  return BigInt.asIntN(64, value) === value
}

const MOST_INT64_DIGITS = 19

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
