/** The door for batch jobs, as the Pushgateway has it: `PUT`, `POST` and `DELETE /metrics/job/<job>{/<label>/<value>}`. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type BodyLimit, plainBody } from '../request-body.ts'
import type { PushGateway, PushRequest } from './gateway.ts'
import { parseGrouping } from './grouping.ts'
import { listGroups } from './listing.ts'

export interface PushRoutesOptions {
  readonly gateway: PushGateway
  readonly grantOf: (request: FastifyRequest) => { readonly project: string; readonly author: string }
  /** `http.body_limit`, before and after decompression. */
  readonly bodyLimit: BodyLimit
}

export function pushRoutes({ gateway, grantOf, bodyLimit }: PushRoutesOptions): FastifyPluginAsync {
  return async app => {
    const config = { scope: 'ingest', needsReady: true } as const

    function pushRequest(request: FastifyRequest): PushRequest {
      // The path is taken apart before it is decoded: an encoded slash belongs to a value.
      const [path = ''] = request.raw.url!.split('?', 1)
      const grouping = parseGrouping(path.replace(/^\/+metrics\/+/, ''))
      return { ...grantOf(request), grouping, origin: request.ip }
    }

    app.route({
      method: ['PUT', 'POST'],
      url: '/metrics/*',
      config,
      bodyLimit: bodyLimit.bytes,
      async handler(request, reply) {
        const sent = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
        await gateway.push({
          ...pushRequest(request),
          body: await plainBody(sent, request.headers['content-encoding'], bodyLimit),
          contentType: request.headers['content-type'] ?? '',
          replace: request.method === 'PUT',
        })
        return reply.code(200).send()
      },
    })

    app.delete('/metrics/*', { config }, async (request, reply) => {
      await gateway.delete(pushRequest(request))
      return reply.code(202).send()
    })

    app.get('/api/v1/push/metrics', { config: { scope: 'read', needsReady: true } }, async request => ({
      status: 'success',
      data: listGroups(gateway.groups(grantOf(request).project)),
    }))
  }
}
