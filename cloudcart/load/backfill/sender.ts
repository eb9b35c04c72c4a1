/** Sends batches to a remote-write door, one after the other, no faster than it takes them. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'

export class BackfillRefused extends Error {}

export interface SenderOptions {
  /** Of Vedette, or whatever else takes remote write at /api/v1/write. */
  readonly url: string
  readonly token: string | undefined
  readonly signal: AbortSignal
  readonly dispatcher: Dispatcher
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface Sender {
  /** Resolves when the batch is stored; rejects when it never will be. `words` say what was not taken of it. */
  send(body: Uint8Array): Promise<{ readonly words: string | undefined }>
}

const PATH = 'api/v1/write'
const TIMEOUT_MS = 60_000
const MOST_TRIES = 30
const LONGEST_PAUSE_S = 30
const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
  'user-agent': 'CloudCartBackfill/1.0',
}

export function createSender(options: SenderOptions): Sender {
  const { url, token, signal, dispatcher, pause = sleep } = options
  const door = new URL(PATH, url.endsWith('/') ? url : `${url}/`)
  const headers = token === undefined ? HEADERS : { ...HEADERS, authorization: `Bearer ${token}` }

  const post = async (body: Uint8Array): Promise<{ status: number; text: string; retryAfter: string }> => {
    const answer = await request(door, {
      method: 'POST',
      headers,
      body,
      dispatcher,
      signal,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    })
    const retryAfter = String(answer.headers['retry-after'] ?? '')
    return { status: answer.statusCode, text: (await answer.body.text()).slice(0, 500), retryAfter }
  }
  return {
    async send(body) {
      let last = ''
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        let retryAfter = ''
        try {
          const answer = await post(body)
          if (answer.status < 300) return { words: undefined }
          // What was good of it is stored; it isn't asked for again.
          if (answer.status === 400) return { words: answer.text.trim() }
          last = `${answer.status} ${answer.text.trim()}`
          if (answer.status !== 429 && answer.status < 500)
            throw new BackfillRefused(`${door} answered ${last}`)
          retryAfter = answer.retryAfter
        } catch (error) {
          signal.throwIfAborted()
          if (error instanceof BackfillRefused) throw error
          last = (error as Error).message
        }
        await pause(pauseMs(retryAfter), signal)
      }
      throw new BackfillRefused(`${door} did not take a batch in ${MOST_TRIES} tries: ${last}`)
    },
  }
}

function pauseMs(retryAfter: string): number {
  const seconds = Number.parseFloat(retryAfter)
  return 1000 * (Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_S, Math.max(0.1, seconds)) : 1)
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal })
}
