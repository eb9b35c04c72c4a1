/** Slack's incoming webhooks: a JSON text posted to a secret URL. */
import { request } from 'undici'
import { type Failure, NotDelivered, type Send } from './channel.ts'

export interface SlackOptions {
  /** Asked at each message. The URL is a secret: no message of an error has it. */
  readonly url: () => string | Promise<string>
  readonly timeoutMs: number
  readonly observe: (seconds: number) => void
}

export function createSlack({ url, observe, timeoutMs }: SlackOptions): Send {
  return async ({ title, text }, signal) => {
    const address = await url()
    const began = performance.now()
    const timeout = AbortSignal.timeout(timeoutMs)
    let status: number
    try {
      const { statusCode, body } = await request(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: text === '' ? `*${title}*` : `*${title}*\n${text}` }),
        signal: AbortSignal.any([signal, timeout]),
      })
      await body.dump()
      status = statusCode
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const reason = timeout.aborted ? 'timeout' : 'unreachable'
      throw new NotDelivered(reason, `Slack gave no answer (${(error as { code?: string }).code ?? reason})`)
    } finally {
      observe((performance.now() - began) / 1000)
    }
    if (status >= 300) throw new NotDelivered(failureOf(status), `Slack answered ${status}`)
  }
}

function failureOf(status: number): Failure {
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'server_error' : 'client_error'
}
