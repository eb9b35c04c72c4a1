/** What a query is asked with: Prometheus's parameters, in its words where they are wrong. */
import type { QueryRequest } from '../promql/query-service.ts'
import { isBefore, type Moment, nanosecondsBetween, parseDurationNs, parseMoment, queryMs } from './moment.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest, invalidParameter, momentParam, type Params } from './params.ts'

const NO_STEP = 'zero or negative query resolution step widths are not accepted. Try a positive integer'

export type Question = Omit<QueryRequest, 'project' | 'signal'>

export function instantQuestion(params: Params, { nowMs }: Pick<PrometheusApiOptions, 'nowMs'>): Question {
  const moment = momentParam(params, 'time')
  return {
    query: params.first('query') ?? '',
    startMs: moment === undefined ? nowMs() : queryMs(moment),
    ...commonOf(params),
  }
}

export function rangeQuestion(
  params: Params,
  { maxPoints }: Pick<PrometheusApiOptions, 'maxPoints'>,
): Question {
  const start = requiredTime(params, 'start')
  const end = requiredTime(params, 'end')
  if (isBefore(end, start)) throw invalidParameter('end', 'end timestamp must not be before start time')
  const stepNs = durationParam(params, 'step')
  if (stepNs <= 0n) throw invalidParameter('step', NO_STEP)
  if (nanosecondsBetween(start, end) / stepNs > maxPoints) {
    throw badRequest(
      `exceeded maximum resolution of ${maxPoints.toLocaleString('en-US')} points per timeseries. Try decreasing the query resolution (?step=XX)`,
    )
  }
  const stepMs = millisecondsOf(stepNs)
  if (stepMs === 0) throw invalidParameter('step', NO_STEP)
  return {
    query: params.first('query') ?? '',
    startMs: queryMs(start),
    endMs: queryMs(end),
    stepMs,
    ...commonOf(params),
  }
}

function commonOf(params: Params) {
  const timeoutMs =
    params.first('timeout') === undefined ? undefined : millisecondsOf(durationParam(params, 'timeout'))
  const lookbackMs = lookbackParam(params)
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(lookbackMs === undefined || lookbackMs <= 0 ? {} : { lookbackMs }),
  }
}

function requiredTime(params: Params, name: string): Moment {
  const text = params.first(name) ?? ''
  const moment = parseMoment(text)
  if (moment === undefined) {
    throw invalidParameter(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`)
  }
  return moment
}

function durationParam(params: Params, name: string): bigint {
  const parsed = parseDurationNs(params.first(name) ?? '')
  if (typeof parsed === 'string') throw invalidParameter(name, parsed)
  return parsed
}

function lookbackParam(params: Params): number | undefined {
  const text = params.first('lookback_delta')
  if (text === undefined) return undefined
  const parsed = parseDurationNs(text)
  if (typeof parsed === 'string') throw badRequest(`error parsing lookback delta duration: ${parsed}`)
  return millisecondsOf(parsed)
}

function millisecondsOf(ns: bigint): number {
  return Number(ns / 1_000_000n)
}
