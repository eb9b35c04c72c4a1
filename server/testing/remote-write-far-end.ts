/** A receiver of remote write for tests: a real HTTP server before Vedette's own decoding, which keeps what it was sent and can be made to fail. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createRemoteWriteReceiver } from '../src/ingest/remote-write/receive.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'
import { listen } from './loopback.ts'

export interface FarEnd {
  readonly url: string
  readonly port: number
  readonly collected: CollectingSink
  readonly requests: IncomingHttpHeaders[]
  /** Answered to the next requests, one each; after these everything is taken. */
  readonly answers: {
    readonly status: number
    readonly headers?: Record<string, string>
    readonly body?: string
  }[]
  /** Resolves when the condition holds after some request came or was answered. */
  until(condition: () => boolean): Promise<void>
  /** Requests wait until the returned function is called. */
  hold(): () => void
  close(): Promise<void>
}

export async function startFarEnd(): Promise<FarEnd> {
  const collected = createCollectingSink()
  const receiver = createRemoteWriteReceiver({ sink: collected.sink, decodedBytesLimit: 64 * 1024 * 1024 })
  const requests: IncomingHttpHeaders[] = []
  const answers: FarEnd['answers'] = []
  const waiting = new Set<() => void>()
  let held: Promise<void> = Promise.resolve()
  const look = (): void => {
    for (const check of [...waiting]) check()
  }
  const server = createServer(async (request, response) => {
    requests.push(request.headers)
    look()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    await held
    const answer = answers.shift()
    if (answer !== undefined) response.writeHead(answer.status, answer.headers ?? {}).end(answer.body)
    else {
      const { headers } = request
      await receiver
        .receive(
          {
            body: Buffer.concat(chunks),
            contentType: headers['content-type'],
            contentEncoding: headers['content-encoding'],
            project: 'default',
            origin: 'test',
          },
          AbortSignal.timeout(60_000),
        )
        .then(
          () => response.writeHead(204).end(),
          (error: Error & { status?: number }) => response.writeHead(error.status ?? 500).end(error.message),
        )
    }
    look()
  })
  const listening = await listen(server)
  return {
    url: `http://${listening.host}/api/v1/write`,
    port: listening.port,
    collected,
    requests,
    answers,
    until: condition =>
      new Promise(resolve => {
        const check = (): void => {
          if (!condition()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    close: listening.close,
  }
}
