/**
 * Compresses answers that are worth it, off the event loop, where the client accepts it. zstd takes less than half of the time that gzip takes, and leaves fewer bytes;
 * browsers name it on this machine and behind TLS.
 */
import { pipeline, type Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import {
  constants,
  createDeflate,
  createGzip,
  createZstdCompress,
  deflate,
  gzip,
  zstdCompress,
} from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const SMALLEST_BYTES = 1400
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|x-ndjson|stream\+json|openmetrics-text|xml|javascript)|image\/svg)/
/** Most of the gain for a third of the time of the default level. */
const LEVEL = { level: 3 }
const ZSTD_LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

type Encoding = 'zstd' | 'gzip' | 'deflate'

const zstdOf = promisify(zstdCompress)
const gzipOf = promisify(gzip)
const deflateOf = promisify(deflate)

const WHOLE: Readonly<Record<Encoding, (bytes: string | Buffer) => Promise<Buffer>>> = {
  zstd: bytes => zstdOf(bytes, ZSTD_LEVEL),
  gzip: bytes => gzipOf(bytes, LEVEL),
  deflate: bytes => deflateOf(bytes, LEVEL),
}

/** `isFlushed`: lines that are of use one by one are not held back until there are more. */
const STREAMED: Readonly<Record<Encoding, (isFlushed: boolean) => Transform>> = {
  zstd: isFlushed =>
    createZstdCompress({
      ...ZSTD_LEVEL,
      flush: isFlushed ? constants.ZSTD_e_flush : constants.ZSTD_e_continue,
    }),
  gzip: isFlushed => createGzip({ ...LEVEL, flush: flushOf(isFlushed) }),
  deflate: isFlushed => createDeflate({ ...LEVEL, flush: flushOf(isFlushed) }),
}

function flushOf(isFlushed: boolean): number {
  return isFlushed ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH
}

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
      const compressed = await WHOLE[encoding](payload)
      reply.header('Content-Encoding', encoding).header('Content-Length', String(compressed.length))
      return compressed
    }
    if (isReadable(payload)) {
      reply.header('Content-Encoding', encoding).removeHeader('Content-Length')
      const compressor = STREAMED[encoding](type.startsWith('application/x-ndjson'))
      pipeline(payload, compressor, () => {})
      return compressor
    }
    return payload
  })
}

function isReadable(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && typeof (payload as Readable).pipe === 'function'
}

/** In our order, unless the client weighs them otherwise; undefined where it wants none. zstd is too young for those that take anything. */
export function preferredEncoding(header: string | undefined): Encoding | undefined {
  const isNamed = /\bzstd\b/i.test(header ?? '')
  return acceptedEncodings<Encoding>(header, isNamed ? ['zstd', 'gzip', 'deflate'] : ['gzip', 'deflate'])[0]
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
