/** Answers to what never became a request: too slow, too long, no HTTP. Written by hand, because there is no reply to write to. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorReply } from '@vedette/api'
import { counter } from '../self/metrics.ts'

const broken = counter(
  'vedette_http_broken_requests_total',
  'Connections that never became a request: too slow, headers too large, or no HTTP.',
  ['reason'],
)

export function refuseBrokenRequests(limits: { headerTimeoutMs: number; bodyTimeoutMs: number }) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const [status, reason, code, message] =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([
            408,
            'timeout',
            'timeout',
            `The request did not arrive in time: its headers may take ${limits.headerTimeoutMs / 1000} s (http.header_timeout), all of it ${limits.bodyTimeoutMs / 1000} s (http.body_timeout).`,
          ] as const)
        : error.code === 'HPE_HEADER_OVERFLOW'
          ? ([431, 'headers', 'bad-request', 'The headers are larger than 32 KiB together.'] as const)
          : ([400, 'malformed', 'bad-request', 'This is no HTTP request that Vedette can read.'] as const)
    broken.inc({ reason })
    if (socket.writable) {
      const body = JSON.stringify({ code, message } satisfies ErrorReply)
      socket.write(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
    }
    socket.destroySoon()
  }
}
