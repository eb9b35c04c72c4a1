/** Asks the service behind a route, and turns silence into 502 and 504. Bodies pass as bytes, unread. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Call, type CallRequest, TimedOut, Unreachable } from '../../../kit/call.ts'
import { Problem } from '../../../kit/problem.ts'
import { addressOf } from './address.ts'
import type { Metrics } from './metrics.ts'
import type { Route } from './route-table.ts'

export interface Served {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
  readonly retryAfter?: string
}

export const REQUEST_ID = 'x-request-id'
const PASSED_ON = ['authorization', 'content-type', 'idempotency-key'] as const
const JSON_TYPE = 'application/json; charset=utf-8'

export type Ask = (route: Route, request: FastifyRequest, path: string, requestId: string) => Promise<Served>

export function createProxy(call: Call, metrics: Metrics): Ask {
  return async (route, request, path, requestId) => {
    const { service, to: endpoint } = route
    const began = performance.now()
    const done = (status: number) =>
      metrics.upstream({ service, endpoint, status, seconds: (performance.now() - began) / 1000 })
    try {
      const answer = await call(service, askedOf(route, request, path, requestId))
      done(answer.status)
      const { 'content-type': type, 'retry-after': retryAfter } = answer.headers
      return {
        status: answer.status,
        type: typeof type === 'string' ? type : JSON_TYPE,
        bytes: answer.bytes,
        ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      }
    } catch (error) {
      if (error instanceof TimedOut) {
        done(504)
        throw new Problem(504, 'upstream_timeout', `${service} did not answer in time.`)
      }
      if (error instanceof Unreachable) {
        done(502)
        throw new Problem(502, 'upstream_unreachable', `${service} can't be reached.`)
      }
      throw error
    }
  }
}

function askedOf(route: Route, request: FastifyRequest, path: string, requestId: string): CallRequest {
  const headers: Record<string, string> = {
    [REQUEST_ID]: requestId,
    'x-forwarded-for': addressOf(request),
  }
  for (const name of PASSED_ON) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  const { body } = request
  const hasBody = Buffer.isBuffer(body) && body.length > 0
  if (!hasBody) delete headers['content-type']
  return {
    method: route.method,
    path,
    headers,
    ...(hasBody ? { body } : {}),
    ...(route.timeoutMs === undefined ? {} : { timeoutMs: route.timeoutMs }),
  }
}

/** The path at the service: the pattern with its parameters, and those parts of the query that the route knows. */
export function pathAt(
  { to, query }: Route,
  params: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, unknown>>,
): string {
  const path = to.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  let search = ''
  for (const name of query) {
    const value = asked[name]
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each !== 'string') continue
      search += `${search === '' ? '?' : '&'}${name}=${encodeURIComponent(each)}`
    }
  }
  return path + search
}

export function send(reply: FastifyReply, served: Served): FastifyReply {
  if (served.retryAfter !== undefined) reply.header('retry-after', served.retryAfter)
  return reply.code(served.status).header('content-type', served.type).send(served.bytes)
}
