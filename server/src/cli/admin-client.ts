/** Commands that a running server carries out, with an admin token. */
import { messageOf, VedetteError } from '../errors.ts'
import { type Arguments, type Terminal, UsageError } from './command.ts'
import { findServer, serverOptions } from './server-address.ts'

export const SERVER_OPTIONS = serverOptions('admin')

export interface AdminClient {
  /** The JSON of the answer, undefined where it has no body. Rejects, in the server's own words, when it refuses. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
}

const TIMEOUT_MS = 30_000

export async function adminClient({ values }: Arguments, terminal: Terminal): Promise<AdminClient> {
  const { url, token } = await findServer(values, terminal)
  if (token === undefined || token === '') {
    throw new UsageError(`${url} asks for an admin token: give --token or set VEDETTE_TOKEN`)
  }
  return {
    async request(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(error => {
        throw noAnswer(url, error)
      })
      const text = await response.text()
      if (!response.ok) throw new VedetteError('bad-request', refusalOf(url, response.status, text))
      return text === '' ? undefined : parse(url, text)
    },
  }
}

export function noAnswer(url: string, error: unknown): VedetteError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return new VedetteError('store-unavailable', `${url} does not answer: ${messageOf(cause)}`)
}

function refusalOf(url: string, status: number, text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return message
  } catch {
    // Not ours: a proxy's page, say.
  }
  return `${url} answered with status ${status}`
}

export function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new VedetteError('bad-request', `${url} did not answer with JSON: is it a Vedette?`)
  }
}
