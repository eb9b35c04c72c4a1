/** A service that isn't the one under test: answers over real HTTP what the test says, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
}

/** `undefined` never answers. */
export type Answerer = (asked: Asked) => Reply | undefined | Promise<Reply | undefined>

export interface StandIn extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Answers so from now on. */
  answer(answerer: Answerer): void
}

export async function startStandIn(first: Answerer = () => ({ body: {} })): Promise<StandIn> {
  let answerer = first
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    asked.push(one)
    const reply = await answerer(one)
    if (reply !== undefined) write(response, reply)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer(next) {
      answerer = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function write(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const text = typeof body === 'string' || body === undefined
  response.writeHead(status, { ...(text ? {} : { 'content-type': 'application/json' }), ...headers })
  response.end(text ? body : JSON.stringify(body))
}
