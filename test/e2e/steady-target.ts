/**
 * A target that always says the same, in a thread of its own: it answers in time whatever the test beside it works out. Plain JavaScript
 * in a string, which the thread takes whatever runs the tests.
 */
import { Worker } from 'node:worker_threads'
import { PLAIN_TEXT } from './exposing-target.ts'

export interface SteadyTarget extends AsyncDisposable {
  /** `127.0.0.1:12345` */
  readonly host: string
}

const THREAD = `
  const { createServer } = require('node:http')
  const { parentPort, workerData: { body, contentType } } = require('node:worker_threads')
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': contentType })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

export async function startSteadyTarget(body: string): Promise<SteadyTarget> {
  const thread = new Worker(THREAD, { eval: true, workerData: { body, contentType: PLAIN_TEXT } })
  const port = await new Promise<number>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await thread.terminate()
    },
  }
}
