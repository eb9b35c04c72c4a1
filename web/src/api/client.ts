/** The one way to the server. Answers come typed by whoever asks; what goes wrong is an ApiError in the server's words. */
import { ApiError } from './api-error.ts'

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as a form; queries can be longer than a URL may be. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly json?: unknown
  readonly signal?: AbortSignal
  /** A status other than 2xx whose body is an answer nevertheless: `/health` says with 503 what is wrong. */
  readonly alsoAnswers?: number
}

interface PrometheusAnswer<T> {
  readonly status: 'success' | 'error'
  readonly data: T
  readonly errorType?: string
  readonly error?: string
  readonly warnings?: readonly string[]
  readonly infos?: readonly string[]
}

export interface Answered<T> {
  readonly data: T
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
}

/** Told when the server wants to know who asks; the frame shows the sign-in page then. */
const signInWanted = new Set<() => void>()

export function onSignInWanted(listener: () => void): () => void {
  signInWanted.add(listener)
  return () => void signInWanted.delete(listener)
}

/** Of Prometheus's API: `data` with its warnings. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<Answered<T>> {
  const { data, warnings = [], infos = [] } = await askPlain<PrometheusAnswer<T>>(`/api/v1/${path}`, options)
  return { data, warnings, infos }
}

/** Of any path: the JSON as it comes. */
export async function askPlain<T>(path: string, options: AskOptions = {}): Promise<T> {
  const text = await (await send(path, options)).text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** The answer before its body is read, for those who read it piece by piece. */
export async function send(path: string, options: AskOptions = {}): Promise<Response> {
  const { method, form, json, signal, alsoAnswers } = options
  const body = form === undefined ? (json === undefined ? null : JSON.stringify(json)) : formOf(form)
  let response: Response
  try {
    response = await fetch(path, {
      method: method ?? (body === null ? 'GET' : 'POST'),
      body,
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    throw new ApiError(0, 'unreachable', `Vedette can't be reached: ${(error as Error).message}`)
  }
  if (response.ok || response.status === alsoAnswers) return response
  const text = await response.text()
  if (response.status === 401) for (const listener of signInWanted) listener()
  throw errorOf(response.status, text)
}

function formOf(form: NonNullable<AskOptions['form']>): URLSearchParams {
  const body = new URLSearchParams()
  for (const [key, value] of Object.entries(form)) {
    for (const each of value === undefined ? [] : [value].flat()) body.append(key, each as string)
  }
  return body
}

function errorOf(status: number, text: string): ApiError {
  try {
    const said = JSON.parse(text) as {
      errorType?: string
      error?: string
      code?: string
      message?: string
      detail?: string
    }
    const words = said.error ?? said.message ?? said.detail
    if (words !== undefined)
      return new ApiError(status, said.errorType ?? said.code ?? String(status), words, said)
  } catch {
    // No JSON: a proxy, perhaps.
  }
  return new ApiError(
    status,
    String(status),
    `the server answered ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`,
  )
}
