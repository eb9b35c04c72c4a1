/** `POST /api/v1/write`: remote write 1.0 and 2.0, as Prometheus takes it. */
import { type BatchReceipt, giveBack } from '@vedette/model'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { RemoteWriteReceiver } from './receive.ts'

export interface RemoteWriteRoutesOptions {
  readonly receiver: RemoteWriteReceiver
  readonly projectOf: (request: FastifyRequest) => string
}

export function remoteWriteRoutes({ receiver, projectOf }: RemoteWriteRoutesOptions): FastifyPluginAsync {
  return async app => {
    app.post('/api/v1/write', { config: { scope: 'ingest', needsReady: true } }, async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort()
      })
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
      const receiving = receiver.receive(
        {
          body,
          contentType: request.headers['content-type'],
          contentEncoding: request.headers['content-encoding'],
          project: projectOf(request),
          origin: request.ip,
        },
        gone.signal,
      )
      // It was taken apart before `receive` returned; only the waiting for durability is asynchronous.
      giveBack(body)
      const receipt = await receiving
      reply.headers({
        'X-Prometheus-Remote-Write-Samples-Written': receipt.samples,
        'X-Prometheus-Remote-Write-Histograms-Written': receipt.histograms,
        'X-Prometheus-Remote-Write-Exemplars-Written': receipt.exemplars,
      })
      // What was good is stored; 400 tells the sender not to send the rest again, as Prometheus does.
      if (receipt.refused.length > 0) return reply.code(400).type('text/plain').send(wordsFor(receipt))
      return reply.code(204).send()
    })
  }
}

function wordsFor(receipt: BatchReceipt): string {
  const stored = `${receipt.samples + receipt.histograms} samples were stored`
  const refused = receipt.refused.map(
    ({ reason, count, detail }) => `${count} refused as ${reason}: ${detail}`,
  )
  return `${stored}; ${refused.join('; ')}\n`
}
