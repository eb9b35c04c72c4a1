/**
 * Commands that a running server carries out. On this machine they find it by its data directory, where it left its address and a token
 * that only the owner of the files can read; elsewhere by `--server` and `--token`.
 */
import { resolve } from 'node:path'
import { loadConfig } from '../config/index.ts'
import { messageOf, VedetteError } from '../errors.ts'
import { readDataDirectoryOwner } from '../store/data-directory.ts'
import { type Arguments, CONFIG_OPTION, type Option, type Terminal, UsageError } from './command.ts'

export const SERVER_OPTIONS: readonly Option[] = [
  { name: 'server', value: 'URL', description: 'a server elsewhere (or VEDETTE_SERVER)' },
  { name: 'token', value: 'TOKEN', description: 'an admin token for it (or, better, VEDETTE_TOKEN)' },
  { name: 'data', value: 'DIR', description: 'the data directory of the server on this machine' },
  CONFIG_OPTION,
]

export interface AdminClient {
  /** The JSON of the answer, undefined where it has no body. Rejects, in the server's own words, when it refuses. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
}

const TIMEOUT_MS = 30_000

export async function adminClient({ values }: Arguments, terminal: Terminal): Promise<AdminClient> {
  const { url, token } = await findServer(values, terminal)
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
        const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
        throw new VedetteError('store-unavailable', `${url} does not answer: ${messageOf(cause)}`)
      })
      const text = await response.text()
      if (!response.ok) throw new VedetteError('bad-request', refusalOf(url, response.status, text))
      return text === '' ? undefined : parse(url, text)
    },
  }
}

async function findServer(
  values: Readonly<Record<string, string>>,
  { env, cwd }: Terminal,
): Promise<{ url: string; token: string }> {
  const server = values.server ?? env.VEDETTE_SERVER
  if (server) {
    const token = values.token ?? env.VEDETTE_TOKEN
    if (!token) throw new UsageError(`${server} asks for an admin token: give --token or set VEDETTE_TOKEN`)
    if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
      throw new UsageError(`--server: expected a URL such as https://vedette.example.com, got ${server}`)
    }
    return { url: server.replace(/\/+$/, ''), token }
  }
  const data = values.data
    ? resolve(cwd, values.data)
    : loadConfig({ path: values.config, env, cwd }).config.dataPath
  const owner = await readDataDirectoryOwner(data)
  if (!owner) {
    throw new VedetteError(
      'not-ready',
      `no Vedette runs on ${data}. Start it with "vedette start", or name a server elsewhere with --server and --token.`,
    )
  }
  if (!owner.url || !owner.adminToken) {
    throw new VedetteError(
      'not-ready',
      `the Vedette on ${data} (process ${owner.pid}) is starting and does not answer yet: try again in a moment`,
    )
  }
  return { url: owner.url.replace(/\/+$/, ''), token: owner.adminToken }
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

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new VedetteError('bad-request', `${url} did not answer with JSON: is it a Vedette?`)
  }
}
