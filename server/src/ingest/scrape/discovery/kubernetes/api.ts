/** The two questions that discovery has for the Kubernetes API: list these objects, and tell me what happens to them. */
import type { HttpClient } from '../../../http-client.ts'
import { linesOf } from './lines.ts'
import type { KubernetesObject } from './objects.ts'

export interface ResourcePath {
  readonly server: string
  /** `/api/v1` or `/apis/<group>/<version>`. */
  readonly api: string
  readonly resource: string
  /** '' for all namespaces, and for what lies in none. */
  readonly namespace: string
  readonly labelSelector: string
  readonly fieldSelector: string
}

/** What the API server refused or could not do, in its own words where it has some. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export type WatchEvent<T extends KubernetesObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T }
  /** The server no longer knows the version: only a new list helps. */
  | { readonly type: 'gone' }

const PAGE_SIZE = 500
const MAX_PAGE_BYTES = 256 * 1024 * 1024
/** Of one event of a watch. */
const MAX_EVENT_CHARS = 16 * 1024 * 1024
const LIST_TIMEOUT_MS = 60_000
const OPEN_TIMEOUT_MS = 30_000
/** The server ends a watch after a time between these; a watch without an end would not notice a dead connection. */
const WATCH_SECONDS = [300, 600] as const
const GRACE_MS = 30_000

/** Hands over every object and returns the version of the list. */
export async function listPages<T extends KubernetesObject>(
  client: HttpClient,
  path: ResourcePath,
  signal: AbortSignal,
  take: (object: T) => void,
): Promise<string> {
  let next = ''
  for (;;) {
    const answer = await client.fetch({
      url: urlOf(path, { limit: String(PAGE_SIZE), continue: next }),
      headers: { accept: 'application/json', 'accept-encoding': 'gzip' },
      timeoutMs: LIST_TIMEOUT_MS,
      maxBodyBytes: MAX_PAGE_BYTES,
      signal,
    })
    if (answer.status !== 200) throw problemOf(path, answer.status, answer.body.toString('utf8'))
    const list = JSON.parse(answer.body.toString('utf8')) as {
      metadata?: { resourceVersion?: string; continue?: string }
      items?: T[] | null
    }
    for (const object of list.items ?? []) take(object)
    next = list.metadata?.continue ?? ''
    if (next === '') return list.metadata?.resourceVersion ?? ''
  }
}

export async function* openWatch<T extends KubernetesObject>(
  client: HttpClient,
  path: ResourcePath,
  resourceVersion: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>, void> {
  const [least, most] = WATCH_SECONDS
  const seconds = Math.floor(least + Math.random() * (most - least))
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(stop, seconds * 1000 + GRACE_MS)
  try {
    const stream = await client.stream({
      url: urlOf(path, {
        watch: 'true',
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(seconds),
        resourceVersion,
      }),
      headers: { accept: 'application/json' },
      timeoutMs: OPEN_TIMEOUT_MS,
      signal: stopping.signal,
    })
    if (stream.status === 410) {
      yield { type: 'gone' }
      return
    }
    if (stream.status !== 200) throw problemOf(path, stream.status, await textOf(stream.body))
    for await (const line of linesOf(stream.body, MAX_EVENT_CHARS)) {
      const event = JSON.parse(line) as { type: string; object: T & StatusObject }
      if (event.type === 'ERROR') {
        if (event.object.code !== 410) throw problemOf(path, event.object.code ?? 500, line, event.object)
        yield { type: 'gone' }
        return
      }
      yield event as WatchEvent<T>
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    stop()
  }
}

interface StatusObject {
  readonly kind?: string
  readonly message?: string
  readonly code?: number
}

function urlOf(path: ResourcePath, parameters: Record<string, string>): string {
  const within = path.namespace === '' ? '' : `/namespaces/${encodeURIComponent(path.namespace)}`
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== '') query.set(name, value)
  if (path.labelSelector !== '') query.set('labelSelector', path.labelSelector)
  if (path.fieldSelector !== '') query.set('fieldSelector', path.fieldSelector)
  return `${path.server}${path.api}${within}/${path.resource}?${query}`
}

function problemOf(path: ResourcePath, status: number, body: string, known?: StatusObject): ApiProblem {
  let words = known?.message ?? ''
  if (known === undefined) {
    try {
      words = (JSON.parse(body) as StatusObject).message ?? ''
    } catch {
      // Not the API server's own answer (a proxy's page, say): the status must do.
    }
  }
  const what = path.namespace === '' ? path.resource : `${path.resource} in the namespace ${path.namespace}`
  const hint =
    status === 401
      ? ': the token or certificate is not accepted'
      : status === 403
        ? ': the account needs the verbs list and watch for them'
        : ''
  const said = words === '' ? `status ${status}` : `status ${status}, ${JSON.stringify(words)}`
  return new ApiProblem(status, `the API server answered the question for ${what} with ${said}${hint}`)
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > 64 * 1024) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
