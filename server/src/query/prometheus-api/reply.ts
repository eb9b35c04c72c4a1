/** Prometheus's envelope. Long lists are written piece by piece, so that neither memory nor the event loop is held by one answer. */
import { Readable } from 'node:stream'
import type { PrometheusSuccess } from '@vedette/api'
import type { FastifyReply } from 'fastify'

const LIST_PIECE = 1000

export function success<T>(data: T, warnings: readonly string[] = []): PrometheusSuccess<T> {
  return warnings.length === 0 ? { status: 'success', data } : { status: 'success', data, warnings }
}

/** `{"status":"success","data":[...]}`, the items made only as they are written. */
export function sendList<T>(
  reply: FastifyReply,
  items: readonly T[],
  shape: (item: T) => unknown,
  warnings: readonly string[],
): FastifyReply {
  reply.type('application/json')
  if (items.length <= LIST_PIECE) return reply.send(JSON.stringify(success(items.map(shape), warnings)))
  return reply.send(Readable.from(pieces(items, shape, warnings), { objectMode: false }))
}

async function* pieces<T>(
  items: readonly T[],
  shape: (item: T) => unknown,
  warnings: readonly string[],
): AsyncGenerator<string> {
  yield '{"status":"success","data":['
  for (let from = 0; from < items.length; from += LIST_PIECE) {
    const piece = JSON.stringify(items.slice(from, from + LIST_PIECE).map(shape)).slice(1, -1)
    yield from === 0 ? piece : `,${piece}`
    await new Promise(resolve => setImmediate(resolve))
  }
  yield warnings.length === 0 ? ']}' : `],"warnings":${JSON.stringify(warnings)}}`
}

/** Asks for one more than may be shown, to know whether there were more. */
export function cutAt<T>(items: T[], limit: number): { items: T[]; warnings: string[] } {
  return items.length <= limit
    ? { items, warnings: [] }
    : { items: items.slice(0, limit), warnings: ['results truncated due to limit'] }
}
