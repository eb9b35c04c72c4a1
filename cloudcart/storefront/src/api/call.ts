/** Requests to the shop's API. Each belongs to something that a person did, and carries its trace. */
import type { Click, Clicks } from '../trace/clicks.ts'
import { traceparentOf } from '../trace/span.ts'
import { nobodyAnswered, problemOf, ShopProblem } from './problem.ts'

export interface CallOptions {
  readonly body?: object
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly idempotencyKey?: string
}

/** From /api on. Rejects with a ShopProblem, and with an AbortError where it was called off. */
export type Call = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options?: CallOptions,
) => Promise<T>

/** Does something for a person: `name` is what they did. */
export type Act = <T>(name: string, work: (call: Call) => Promise<T>, signal?: AbortSignal) => Promise<T>

export interface ActNeeds {
  readonly clicks: Clicks
  readonly token: () => string | undefined
  /** The shop does not accept the token any more. */
  readonly signedOut: () => void
  readonly fetch: typeof fetch
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 20_000

export function createAct(needs: ActNeeds): Act {
  return async (name, work, signal) => {
    const click = needs.clicks.begin(name)
    let status = 0
    const call = createCall(needs, click, signal, seen => {
      status = seen
    })
    try {
      const done = await work(call)
      click.end(false, attributesOf(status))
      return done
    } catch (error) {
      // Somebody went on to another page: that is no failure, and nothing to tell.
      if (signal?.aborted !== true)
        click.end(failedBadly(error), { ...attributesOf(status), ...codeOf(error) })
      throw error
    }
  }
}

/** For what the page asks by itself, again and again: without a trace of its own. */
export function createQuietCall(needs: ActNeeds): (signal: AbortSignal) => Call {
  return signal => createCall(needs, undefined, signal, () => {})
}

function createCall(
  { token, signedOut, fetch, timeoutMs = TIMEOUT_MS }: ActNeeds,
  click: Click | undefined,
  signal: AbortSignal | undefined,
  seen: (status: number) => void,
): Call {
  return async <T>(method: string, path: string, options: CallOptions = {}): Promise<T> => {
    const traceId = click?.ids.traceId ?? ''
    const given = token()
    const headers: Record<string, string> = { accept: 'application/json' }
    if (click !== undefined) headers.traceparent = traceparentOf(click.ids)
    if (given !== undefined) headers.authorization = `Bearer ${given}`
    if (options.body !== undefined) headers['content-type'] = 'application/json'
    if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey
    const late = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await fetch(path + queryOf(options.query), {
        method,
        headers,
        body: options.body === undefined ? null : JSON.stringify(options.body),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      })
      seen(answer.status)
      if (!answer.ok) {
        if (answer.status === 401 && given !== undefined) signedOut()
        throw await problemOf(answer, traceId)
      }
      return (answer.status === 204 ? undefined : await answer.json()) as T
    } catch (error) {
      if (error instanceof ShopProblem || signal?.aborted === true) throw error
      throw nobodyAnswered(late.aborted ? 'timeout' : 'unreachable', traceId)
    }
  }
}

function attributesOf(status: number): Record<string, number> {
  return status === 0 ? {} : { 'http.response.status_code': status }
}

function codeOf(error: unknown): Record<string, string> {
  return error instanceof ShopProblem ? { 'error.type': error.code } : {}
}

/** A declined card is an answer; a shop that breaks is a failure. */
function failedBadly(error: unknown): boolean {
  return !(error instanceof ShopProblem) || error.status === 0 || error.status >= 500
}

function queryOf(query: CallOptions['query'] = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
