/** `/api/v1/export`: samples for people, scripts and checks. */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import { exportLines } from './export.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest, invalidParameter, matcherSetsParam, rangeParam, strictParamsOf } from './params.ts'

export function exportRoutes(
  app: FastifyInstance,
  { store, projectOf, mostResults }: PrometheusApiOptions,
): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/export',
    handler: async (request, reply) => {
      const params = strictParamsOf(request)
      if (params.all('match[]').length === 0) throw badRequest('no match[] parameter provided')
      const lines = exportLines({
        store,
        project: projectOf(request),
        matcherSets: matcherSetsParam(params, reason => invalidParameter('match[]', reason)),
        range: rangeParam(params),
        mostSeries: mostResults,
        signal: disconnectSignal(reply),
      })
      // The first line is fetched before anything is sent, so that a store that fails is an error and not an empty answer.
      const first = await lines.next()
      return reply
        .type('application/stream+json; charset=utf-8')
        .send(Readable.from(first.done ? [] : following(first.value, lines), { objectMode: false }))
    },
  })
}

/** Gathers lines to pieces of some size, so that each need not be a write of its own. */
async function* following(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = first
  for await (const line of rest) {
    if (piece.length + line.length > PIECE_LENGTH) {
      yield piece
      piece = ''
    }
    piece += line
  }
  yield piece
}

const PIECE_LENGTH = 65_536
