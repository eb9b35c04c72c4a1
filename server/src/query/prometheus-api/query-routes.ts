/** Questions: `/query`, `/query_range`, `/format_query`, `/parse_query`, `/query_exemplars`, with Prometheus's parameters and words. */
import { Readable } from 'node:stream'
import { recordOf } from '@vedette/model'
import { describeQuery, type Expr, expressionsIn, formatQuery, type QueryValue } from '@vedette/promql'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { VedetteError } from '../../errors.ts'
import { disconnectSignal } from '../disconnect.ts'
import { type QueryAnswer, statsOf } from '../promql/query-service.ts'
import { answerPieces } from './answer-json.ts'
import { isBefore, type Moment, nanosecondsBetween, parseDurationNs, parseMoment, queryMs } from './moment.ts'
import { secondsText, valueText } from './number-text.ts'
import type { PrometheusApiOptions } from './options.ts'
import {
  badRequest,
  invalidParameter,
  limitParam,
  momentParam,
  type Params,
  paramsOf,
  timeParam,
} from './params.ts'
import { success } from './reply.ts'

const GET_OR_POST = ['GET', 'POST']
/** Prometheus shows so many of each, and says how many more there are. */
const MOST_ANNOTATIONS = 10
const NO_STEP = 'zero or negative query resolution step widths are not accepted. Try a positive integer'

export function queryRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { queries, store, projectOf, nowMs } = options

  app.route({
    method: GET_OR_POST,
    url: '/query',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitParam(params)
      const moment = momentParam(params, 'time')
      const startMs = moment === undefined ? nowMs() : queryMs(moment)
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
      const start = requiredTime(params, 'start')
      const end = requiredTime(params, 'end')
      if (isBefore(end, start)) throw invalidParameter('end', 'end timestamp must not be before start time')
      const stepNs = durationParam(params, 'step')
      if (stepNs <= 0n) throw invalidParameter('step', NO_STEP)
      if (nanosecondsBetween(start, end) / stepNs > options.maxPoints) {
        throw badRequest(
          `exceeded maximum resolution of ${options.maxPoints.toLocaleString('en-US')} points per timeseries. Try decreasing the query resolution (?step=XX)`,
        )
      }
      const stepMs = millisecondsOf(stepNs)
      if (stepMs === 0) throw invalidParameter('step', NO_STEP)
      const answer = await queries.run({
        project: projectOf(request),
        query: params.first('query') ?? '',
        startMs: queryMs(start),
        endMs: queryMs(end),
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

  function exemplarsOf(query: string): Expr {
    try {
      return queries.parse(query)
    } catch (error) {
      throw withoutParameter(error)
    }
  }

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
      const sets = selectorsIn(exemplarsOf(params.first('query') ?? ''))
      if (sets.length === 0) return reply.status(204).send()
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

/** Here Prometheus does not say which parameter it is that can't be read. */
function withoutParameter(error: unknown): unknown {
  if (!(error instanceof VedetteError) || error.code !== 'bad-request') return error
  return badRequest(error.message.replace(/^invalid parameter "query": /, ''))
}

function selectorsIn(expr: Expr) {
  return [...expressionsIn(expr)].flatMap(each => (each.kind === 'vector' ? [each.matchers] : []))
}

function commonOf(params: Params, reply: FastifyReply) {
  const timeoutMs =
    params.first('timeout') === undefined ? undefined : millisecondsOf(durationParam(params, 'timeout'))
  const lookbackMs = lookbackParam(params)
  return {
    signal: disconnectSignal(reply),
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

/** A scalar over a range is a series without labels. */
function asMatrix(answer: QueryAnswer): QueryAnswer {
  const { value } = answer
  if (value.kind !== 'scalar') return answer
  const column = { values: value.values, kinds: undefined, histograms: undefined }
  const series = value.grid.count === 0 ? [] : [{ labels: [], column }]
  return { ...answer, value: { kind: 'matrix', grid: value.grid, series } }
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
  const first = pieces.next().value as Piece
  const second = pieces.next()
  if (second.done) return reply.send(first)
  return reply.send(Readable.from(following(first, second.value, pieces), { objectMode: false }))
}

type Piece = string | Buffer

async function* following(first: Piece, second: Piece, rest: Iterable<Piece>): AsyncGenerator<Piece> {
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
