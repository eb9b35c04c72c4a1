/** Questions: `/query`, `/query_range`, `/format_query`, `/parse_query`, `/query_exemplars`, with Prometheus's parameters and words. */
import { Readable } from 'node:stream'
import { parseDurationMs, recordOf } from '@vedette/model'
import { describeQuery, type Expr, expressionsIn, formatQuery, type QueryValue } from '@vedette/promql'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import { type QueryAnswer, statsOf } from '../promql/query-service.ts'
import { answerPieces } from './answer-json.ts'
import { secondsText, valueText } from './number-text.ts'
import type { PrometheusApiOptions } from './options.ts'
import {
  badRequest,
  invalidParameter,
  limitParam,
  type Params,
  paramsOf,
  parseTimeMs,
  timeParam,
} from './params.ts'
import { success } from './reply.ts'

const GET_OR_POST = ['GET', 'POST']
/** Prometheus shows so many of each, and says how many more there are. */
const MOST_ANNOTATIONS = 10

export function queryRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { queries, store, projectOf, nowMs } = options

  app.route({
    method: GET_OR_POST,
    url: '/query',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitParam(params)
      const startMs = timeParam(params, 'time', nowMs())
      const answer = await queries.run({
        project: projectOf(request),
        query: params.first('query') ?? '',
        startMs,
        ...commonOf(params, reply),
      })
      return send(reply, answer, limit, params)
    },
  })

  app.route({
    method: GET_OR_POST,
    url: '/query_range',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitParam(params)
      const startMs = requiredTime(params, 'start')
      const endMs = requiredTime(params, 'end')
      if (endMs < startMs) throw invalidParameter('end', 'end timestamp must not be before start time')
      const stepMs = durationParam(params, 'step')
      if (stepMs <= 0) {
        throw invalidParameter(
          'step',
          'zero or negative query resolution step widths are not accepted. Try a positive integer',
        )
      }
      if ((endMs - startMs) / stepMs > options.maxPoints) {
        throw badRequest(
          `exceeded maximum resolution of ${options.maxPoints.toLocaleString('en-US')} points per timeseries. Try decreasing the query resolution (?step=XX)`,
        )
      }
      const answer = await queries.run({
        project: projectOf(request),
        query: params.first('query') ?? '',
        startMs,
        endMs,
        stepMs,
        ...commonOf(params, reply),
      })
      return send(reply, asMatrix(answer), limit, params)
    },
  })

  app.route({
    method: GET_OR_POST,
    url: '/format_query',
    handler: async request => success(formatQuery(queries.parse(paramsOf(request).first('query') ?? ''))),
  })

  app.route({
    method: GET_OR_POST,
    url: '/parse_query',
    handler: async request => success(describeQuery(queries.parse(paramsOf(request).first('query') ?? ''))),
  })

  app.route({
    method: GET_OR_POST,
    url: '/query_exemplars',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const range = {
        fromMs: timeParam(params, 'start', Number.MIN_SAFE_INTEGER),
        toMs: timeParam(params, 'end', Number.MAX_SAFE_INTEGER),
      }
      if (range.toMs < range.fromMs) {
        throw badRequest('end timestamp must not be before start timestamp')
      }
      const expr = queries.parse(params.first('query') ?? '')
      const sets = selectorsIn(expr)
      if (sets.length === 0) return success([])
      const found = await store.exemplars(projectOf(request), sets, range, disconnectSignal(reply))
      return reply
        .type('application/json')
        .send(
          `{"status":"success","data":[${found
            .map(
              ({ labels, exemplars }) =>
                `{"seriesLabels":${JSON.stringify(recordOf(labels))},"exemplars":[${exemplars
                  .map(
                    exemplar =>
                      `{"labels":${JSON.stringify(recordOf(exemplar.labels))},"value":"${valueText(exemplar.value)}","timestamp":${secondsText(exemplar.timeMs)}}`,
                  )
                  .join(',')}]}`,
            )
            .join(',')}]}`,
        )
    },
  })
}

function selectorsIn(expr: Expr) {
  return [...expressionsIn(expr)].flatMap(each => (each.kind === 'vector' ? [each.matchers] : []))
}

function commonOf(params: Params, reply: FastifyReply) {
  const timeoutMs = params.first('timeout') === undefined ? undefined : durationParam(params, 'timeout')
  const lookbackMs = lookbackParam(params)
  return {
    signal: disconnectSignal(reply),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(lookbackMs === undefined || lookbackMs <= 0 ? {} : { lookbackMs }),
  }
}

function requiredTime(params: Params, name: string): number {
  const text = params.first(name) ?? ''
  const timeMs = parseTimeMs(text)
  if (timeMs === undefined) {
    throw invalidParameter(name, `cannot parse ${JSON.stringify(text)} to a valid timestamp`)
  }
  return timeMs
}

function durationParam(params: Params, name: string): number {
  const text = params.first(name) ?? ''
  const problem = problemOfDuration(text)
  if (typeof problem === 'number') return problem
  throw invalidParameter(name, problem)
}

function lookbackParam(params: Params): number | undefined {
  const text = params.first('lookback_delta')
  if (text === undefined) return undefined
  const problem = problemOfDuration(text)
  if (typeof problem === 'number') return problem
  throw badRequest(`error parsing lookback delta duration: ${problem}`)
}

/** A number of seconds or a duration, in milliseconds; or why it is neither. */
function problemOfDuration(text: string): number | string {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const ms = Number(text) * 1000
    if (Math.abs(ms) * 1e6 >= 2 ** 63) {
      return `cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`
    }
    return Math.trunc(ms)
  }
  return parseDurationMs(text) ?? `cannot parse ${JSON.stringify(text)} to a valid duration`
}

/** A scalar over a range is a series without labels. */
function asMatrix(answer: QueryAnswer): QueryAnswer {
  const { value } = answer
  if (value.kind !== 'scalar') return answer
  const column = { values: value.values, kinds: undefined, histograms: undefined }
  return { ...answer, value: { kind: 'matrix', grid: value.grid, series: [{ labels: [], column }] } }
}

function send(reply: FastifyReply, answer: QueryAnswer, limit: number, params: Params): FastifyReply {
  const { value, cut } = cutAt(answer.value, limit)
  const warnings = [...answer.warnings.slice().sort(), ...(cut ? ['results truncated due to limit'] : [])]
  const pieces = answerPieces({
    value,
    warnings: shown(warnings, 'warning'),
    infos: shown(answer.infos.slice().sort(), 'info'),
    ...(params.first('stats') === undefined ? {} : { stats: statsOf(answer) }),
  })
  reply.type('application/json')
  const first = pieces.next().value as string
  const second = pieces.next()
  if (second.done) return reply.send(first)
  return reply.send(Readable.from(following(first, second.value, pieces), { objectMode: false }))
}

async function* following(first: string, second: string, rest: Iterable<string>): AsyncGenerator<string> {
  yield first
  yield second
  for (const piece of rest) {
    yield piece
    await new Promise(resolve => setImmediate(resolve))
  }
}

function cutAt(value: QueryValue, limit: number): { value: QueryValue; cut: boolean } {
  if (limit === 0 || !('series' in value) || value.series.length <= limit) return { value, cut: false }
  return { value: { ...value, series: value.series.slice(0, limit) } as QueryValue, cut: true }
}

function shown(all: readonly string[], what: 'warning' | 'info'): readonly string[] {
  if (all.length <= MOST_ANNOTATIONS) return all
  return [
    ...all.slice(0, MOST_ANNOTATIONS),
    `${all.length - MOST_ANNOTATIONS} more ${what} annotations omitted`,
  ]
}
