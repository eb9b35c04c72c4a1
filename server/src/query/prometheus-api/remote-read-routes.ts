/** `POST /api/v1/read`: other Prometheuses, Thanos and Grafana Mimir read whole series from here, as samples or as a stream of chunks. */
import { Readable } from 'node:stream'
import { compareUtf8, type Labels, type Matcher, RegexError } from '@vedette/model'
import type { FastifyInstance } from 'fastify'
import { messageOf, VedetteError } from '../../errors.ts'
import { decodeReadRequest, type ReadRequest } from '../../wire/read-request.ts'
import { encodeFrames, encodeReadResponse, encodeSeries } from '../../wire/read-response.ts'
import { SnappyDecoder } from '../../wire/snappy.ts'
import { WireError } from '../../wire/wire-error.ts'
import { disconnectSignal } from '../disconnect.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest } from './params.ts'

const MOST_BYTES = 4 * 1024 * 1024
const STREAMED = 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse'

export function remoteReadRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { queries, projectOf, externalLabels } = options
  const snappy = new SnappyDecoder()

  app.post('/read', async (request, reply) => {
    if (request.headers['content-encoding']?.trim().toLowerCase() !== 'snappy') {
      throw new VedetteError('unsupported-media-type', 'A remote read request comes compressed with snappy.')
    }
    const read = decoded(snappy, request.body)
    const streamed = read.answer === 'streamed-chunks'
    const external = externalLabels()
    const { ofQueries, release } = await queries.read({
      project: projectOf(request),
      queries: read.queries.map(query => ({ ...query, matchers: withoutExternal(query.matchers, external) })),
      encode: (series, queryIndex) => {
        const shown = { ...series, labels: withExternal(series.labels, external) }
        return streamed ? encodeFrames(shown, queryIndex) : [encodeSeries(shown)]
      },
      signal: disconnectSignal(reply),
    })
    reply.raw.once('close', release)
    if (!streamed) {
      return reply
        .type('application/x-protobuf')
        .header('content-encoding', 'snappy')
        .send(encodeReadResponse(ofQueries))
    }
    return reply.type(STREAMED).send(Readable.from(ofQueries.flat(), { objectMode: false }))
  })
}

function decoded(snappy: SnappyDecoder, body: unknown): ReadRequest {
  try {
    return decodeReadRequest(snappy.decode(body instanceof Uint8Array ? body : new Uint8Array(0), MOST_BYTES))
  } catch (error) {
    if (error instanceof WireError || error instanceof RegexError) throw badRequest(messageOf(error))
    throw error
  }
}

/** What is stored here does not bear the external labels: who asks for them by their very values means these series. */
function withoutExternal(matchers: readonly Matcher[], external: Labels): readonly Matcher[] {
  return matchers.map(matcher =>
    matcher.kind === '=' &&
    external.some(({ name, value }) => name === matcher.name && value === matcher.value)
      ? { ...matcher, value: '' }
      : matcher,
  )
}

/** A label that a series bears itself wins. */
function withExternal(labels: Labels, external: Labels): Labels {
  const added = external.filter(({ name }) => !labels.some(label => label.name === name))
  if (added.length === 0) return labels
  return [...labels, ...added].sort((a, b) => compareUtf8(a.name, b.name))
}
