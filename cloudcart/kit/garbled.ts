/** What comes in and can't be read as a request of ours is answered as all that goes wrong: by a problem in JSON. */
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { bodyOf, PROBLEM_TYPE, Problem, problemOf } from './problem.ts'

/** Fastify found no way to read the address. */
export function badAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error)
  void reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(bodyOf(problem)))
}

/** Node found no HTTP, too much of it, or only a part; there is no request then, and the connection ends. */
export function notHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) return void socket.destroy(error)
  const problem = PROBLEMS[error.code ?? ''] ?? UNREADABLE
  const body = JSON.stringify(bodyOf(problem))
  const { title, status } = bodyOf(problem)
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // Not half open: who sends slowly would keep it.
    () => socket.destroy(),
  )
}

const UNREADABLE = new Problem(400, 'not_http', 'This is not HTTP as it should be.')
const PROBLEMS: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'too_slow', 'The request did not come in time.'),
  HPE_HEADER_OVERFLOW: new Problem(431, 'headers_too_large', 'The headers are larger than 16 KB.'),
}
