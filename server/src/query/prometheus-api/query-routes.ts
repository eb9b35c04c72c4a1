/** Questions: `/query`, `/query_range`, `/format_query`, `/parse_query`, `/query_exemplars`, with Prometheus's parameters and words. */
import { Readable } from 'node:stream'
import { describeQuery, formatQuery } from '@vedette/promql'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import { asMatrix, envelopeOf } from './answer-envelope.ts'
import { type AnswerEnvelope, answerPieces } from './answer-json.ts'
import { exemplarSelectors, exemplarsText, exemplarWarnings } from './exemplars.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest, limitParam, paramsOf, timeParam } from './params.ts'
import { instantQuestion, rangeQuestion } from './question.ts'
import { success } from './reply.ts'

const GET_OR_POST = ['GET', 'POST']

export function queryRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { queries, store, projectOf } = options

  app.route({
    method: GET_OR_POST,
    url: '/query',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitParam(params)
      const answer = await queries.run({
        project: projectOf(request),
        ...instantQuestion(params, options),
        signal: disconnectSignal(reply),
      })
      return send(reply, envelopeOf(answer, limit, params))
    },
  })

  app.route({
    method: GET_OR_POST,
    url: '/query_range',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitParam(params)
      const answer = await queries.run({
        project: projectOf(request),
        ...rangeQuestion(params, options),
        signal: disconnectSignal(reply),
      })
      return send(reply, envelopeOf(asMatrix(answer), limit, params))
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
      const sets = exemplarSelectors(params.first('query') ?? '', queries)
      if (sets.length === 0) return reply.status(204).send()
      const found = await store.exemplars(projectOf(request), sets, range, disconnectSignal(reply))
      const warnings = exemplarWarnings(found)
      const rest = warnings.length === 0 ? '' : `,"warnings":${JSON.stringify(warnings)}`
      return reply.type('application/json').send(`{"status":"success","data":${exemplarsText(found)}${rest}}`)
    },
  })
}

function send(reply: FastifyReply, envelope: AnswerEnvelope): FastifyReply {
  const pieces = answerPieces(envelope)
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
