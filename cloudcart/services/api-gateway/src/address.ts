/** The address of who asks. A proxy on this machine may say it for others; what it says has to be one. */
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

export function addressOf(request: FastifyRequest): string {
  return isIP(request.ip) > 0 ? request.ip : (request.socket.remoteAddress ?? 'unknown')
}
