/**
 * A target that always says the same, in a thread of its own: it answers in time whatever the test beside it works out. Plain JavaScript
 * in a string, which the thread takes whatever runs the tests. Having nothing else to do, the thread also knows when the machine itself stood
 * still: machines that others use, too, sometimes do so for half a minute.
 */
import { Worker } from 'node:worker_threads'
import { PLAIN_TEXT } from './exposing-target.ts'

export interface SteadyTarget extends AsyncDisposable {
  /** `127.0.0.1:12345` */
  readonly host: string
  /** Of the whole machine, as far as a thread can see. */
  stalls(): Promise<readonly Stall[]>
}

export interface Stall {
  readonly fromMs: number
  readonly toMs: number
}

const THREAD = `
  const { createServer } = require('node:http')
  const { parentPort, workerData: { body, contentType } } = require('node:worker_threads')
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': contentType })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))

  const stalls = []
  let lastMs = Date.now()
  setInterval(() => {
    const nowMs = Date.now()
    if (nowMs - lastMs > 1000) stalls.push({ fromMs: lastMs, toMs: nowMs })
    lastMs = nowMs
  }, 50)
  parentPort.on('message', () => parentPort.postMessage(stalls))
`

export async function startSteadyTarget(body: string): Promise<SteadyTarget> {
  const thread = new Worker(THREAD, { eval: true, workerData: { body, contentType: PLAIN_TEXT } })
  const heard = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      thread.once('message', resolve)
      thread.once('error', reject)
    })
  const port = await heard<number>()
  return {
    host: `127.0.0.1:${port}`,
    stalls() {
      const answer = heard<readonly Stall[]>()
      thread.postMessage('stalls')
      return answer
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate()
    },
  }
}
