/** Compresses answers that are worth it, off the event loop, where the client accepts gzip or deflate. */
import { pipeline, type Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import { constants, createDeflate, createGzip, deflate, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const SMALLEST_BYTES = 1400
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|x-ndjson|stream\+json|openmetrics-text|xml|javascript)|image\/svg)/
/** Most of the gain for a third of the time of the default level. */
const LEVEL = 3

const WHOLE = { gzip: promisify(gzip), deflate: promisify(deflate) }
const STREAMED = { gzip: createGzip, deflate: createDeflate }

export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const type = String(reply.getHeader('content-type') ?? '')
    if (payload === null || payload === undefined || !COMPRESSIBLE.test(type)) return payload
    if (reply.hasHeader('content-encoding')) return payload
    reply.header('Vary', 'Accept-Encoding')
    const encoding = preferredEncoding(request.headers['accept-encoding'])
    if (encoding === undefined || request.method === 'HEAD') return payload

    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      if (Buffer.byteLength(payload) < SMALLEST_BYTES) return payload
      const compressed = await WHOLE[encoding](payload, { level: LEVEL })
      reply.header('Content-Encoding', encoding).header('Content-Length', String(compressed.length))
      return compressed
    }
    if (isReadable(payload)) {
      reply.header('Content-Encoding', encoding).removeHeader('Content-Length')
      // Lines that are of use one by one are not held back until there are more.
      const flush = type.startsWith('application/x-ndjson') ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH
      const compressor: Transform = STREAMED[encoding]({ level: LEVEL, flush })
      pipeline(payload, compressor, () => {})
      return compressor
    }
    return payload
  })
}

function isReadable(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && typeof (payload as Readable).pipe === 'function'
}

/** gzip before deflate, unless the client weighs them otherwise; undefined where it wants neither. */
export function preferredEncoding(header: string | undefined): 'gzip' | 'deflate' | undefined {
  return acceptedEncodings(header, ['gzip', 'deflate'])[0]
}

/** Those of `offered` that the client takes, the one that it wants most first, else in our order. */
export function acceptedEncodings<E extends string>(header: string | undefined, offered: readonly E[]): E[] {
  if (header === undefined) return []
  const weights = new Map<string, number>()
  for (const part of header.split(',').slice(0, 20)) {
    const [name = '', ...parameters] = part.split(';').map(word => word.trim().toLowerCase())
    const weight = parameters.find(parameter => parameter.startsWith('q='))
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight.slice(2)) || 0)
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0
  return offered.filter(name => weightOf(name) > 0).toSorted((a, b) => weightOf(b) - weightOf(a))
}
