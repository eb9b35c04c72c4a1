/** A target that exposes just what the test says. */
import { createServer } from 'node:http'
import { type Listening, listen } from '../../server/testing/loopback.ts'

export interface ExposingTarget extends Listening, AsyncDisposable {
  /** From the next scrape on. */
  expose(body: string | Uint8Array, headers?: Readonly<Record<string, string>>): void
}

export const PLAIN_TEXT = 'text/plain; version=0.0.4; charset=utf-8'
export const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

export async function startTarget(text: string): Promise<ExposingTarget> {
  let body: string | Uint8Array = text
  let headers: Readonly<Record<string, string>> = {}
  const server = await listen(
    createServer((_, response) => {
      response.writeHead(200, { 'content-type': PLAIN_TEXT, ...headers })
      response.end(body)
    }),
  )
  return {
    ...server,
    expose(nextBody, nextHeaders = {}) {
      body = nextBody
      headers = nextHeaders
    },
    [Symbol.asyncDispose]: server.close,
  }
}
