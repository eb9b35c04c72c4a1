/**
 * A small Kubernetes API server for tests: lists in pages, watches as streams of JSON lines, bookmarks, versions that are
 * forgotten (410 Gone), bearer tokens, label and field selectors. It keeps objects and answers; it does nothing else of Kubernetes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { listen } from './loopback.ts'

export interface StoredObject {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    resourceVersion?: string
  }
  readonly [key: string]: unknown
}

interface Change {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: string
  readonly object: StoredObject
}

interface OpenWatch {
  readonly query: Query
  readonly response: ServerResponse
}

interface Query {
  readonly resource: string
  readonly namespace: string
  readonly parameters: URLSearchParams
}

export interface KubernetesApi {
  readonly url: string
  /** Every question so far: `pods?limit=500`, `namespaces/default/pods?watch=true...`. */
  readonly asked: string[]
  put(resource: string, object: StoredObject): void
  remove(resource: string, name: string, namespace?: string): void
  /** Sends all open watches the newest version. */
  bookmark(): void
  /** Forgets all changes so far: a watch from an older version gets 410, as an HTTP status or as an event. */
  forget(as?: 'status' | 'event'): void
  /** Breaks all open watches in the middle. */
  breakWatches(): void
  /** Ends all open watches in order, as the server does after their time. */
  endWatches(): void
  /** Answers every question with this status, until it is given undefined. */
  refuse(status: number | undefined, message?: string): void
  /** Resolves when so many watches are open. */
  watching(count: number): Promise<void>
  close(): Promise<void>
}

export async function startKubernetesApi(
  options: { readonly token?: string; readonly pageSize?: number; readonly tls?: ServerOptions } = {},
): Promise<KubernetesApi> {
  const objects = new Map<string, StoredObject>()
  const watches = new Set<OpenWatch>()
  const waiting: { count: number; resolve: () => void }[] = []
  const asked: string[] = []
  let changes: Change[] = []
  let version = 100
  let forgottenUpTo = 0
  let goneAs: 'status' | 'event' = 'status'
  let refusal: { status: number; message: string } | undefined

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://localhost')
    const query = parse(url)
    asked.push(`${url.pathname.replace(/^\/apis?\/([a-z0-9.]+\/)?v1\//, '')}${url.search}`)
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      sendStatus(response, 401, 'Unauthorized')
    } else if (refusal !== undefined) sendStatus(response, refusal.status, refusal.message)
    else if (query === undefined)
      sendStatus(response, 404, 'the server could not find the requested resource')
    else if (query.parameters.get('watch') === 'true') watch(query, response)
    else list(query, response)
  }

  function list(query: Query, response: ServerResponse): void {
    const all = [...objects].filter(
      ([key, object]) => key.startsWith(`${query.resource} `) && selects(query, object),
    )
    const from = Number(query.parameters.get('continue') ?? 0)
    const limit = Math.min(options.pageSize ?? 500, Number(query.parameters.get('limit') ?? 500))
    const page = all.slice(from, from + limit).map(([, object]) => object)
    const more = from + limit < all.length
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        kind: 'List',
        metadata: { resourceVersion: String(version), ...(more ? { continue: String(from + limit) } : {}) },
        items: page,
      }),
    )
  }

  function watch(query: Query, response: ServerResponse): void {
    const from = Number(query.parameters.get('resourceVersion'))
    if (from < forgottenUpTo && goneAs === 'status') {
      sendStatus(response, 410, `too old resource version: ${from} (${forgottenUpTo})`)
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < forgottenUpTo) {
      const object = { kind: 'Status', code: 410, message: `too old resource version: ${from}` }
      response.end(line('ERROR', object))
      return
    }
    const open = { query, response }
    for (const change of changes) if (change.version > from) send(open, change)
    watches.add(open)
    response.on('close', () => watches.delete(open))
    for (const waiter of waiting.splice(0)) {
      if (watches.size >= waiter.count) waiter.resolve()
      else waiting.push(waiter)
    }
  }

  function changed(type: Change['type'], resource: string, object: StoredObject): void {
    version++
    object.metadata.resourceVersion = String(version)
    const change = { version, type, resource, object: structuredClone(object) }
    changes.push(change)
    for (const open of watches) send(open, change)
  }

  const server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer)
  const listening = await listen(server)
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${listening.host}`,
    asked,
    put(resource, object) {
      const key = keyOf(resource, object.metadata.name, object.metadata.namespace)
      const type = objects.has(key) ? 'MODIFIED' : 'ADDED'
      const stored = structuredClone(object)
      objects.set(key, stored)
      changed(type, resource, stored)
    },
    remove(resource, name, namespace) {
      const key = keyOf(resource, name, namespace)
      const object = objects.get(key)
      objects.delete(key)
      if (object !== undefined) changed('DELETED', resource, structuredClone(object))
    },
    bookmark() {
      const object = { kind: 'Bookmark', metadata: { resourceVersion: String(version) } }
      for (const { response } of watches) response.write(line('BOOKMARK', object))
    },
    forget(as = 'status') {
      goneAs = as
      forgottenUpTo = version
      changes = []
    },
    breakWatches() {
      for (const { response } of watches) response.destroy()
      watches.clear()
    },
    endWatches() {
      for (const { response } of watches) response.end()
      watches.clear()
    },
    refuse(status, message = 'refused by the test') {
      refusal = status === undefined ? undefined : { status, message }
    },
    watching: count =>
      new Promise(resolve => {
        if (watches.size >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: listening.close,
  }
}

function send({ query, response }: OpenWatch, { type, resource, object }: Change): void {
  if (resource === query.resource && selects(query, object)) response.write(line(type, object))
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`
}

function sendStatus(response: ServerResponse, code: number, message: string): void {
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ kind: 'Status', status: 'Failure', message, code }))
}

function keyOf(resource: string, name: string, namespace = ''): string {
  return `${resource} ${namespace}/${name}`
}

function parse(url: URL): Query | undefined {
  const match = /^\/(?:api|apis\/[a-z0-9.]+)\/v1\/(?:namespaces\/([^/]+)\/)?([a-z]+)$/.exec(url.pathname)
  if (match === null) return undefined
  return { namespace: match[1] ?? '', resource: match[2]!, parameters: url.searchParams }
}

function selects({ namespace, parameters }: Query, object: StoredObject): boolean {
  if (namespace !== '' && object.metadata.namespace !== namespace) return false
  const wanted = (name: string): [string, string][] =>
    (parameters.get(name) ?? '')
      .split(',')
      .filter(part => part !== '')
      .map(part => part.split('=') as [string, string])
  return (
    wanted('labelSelector').every(([name, value]) => object.metadata.labels?.[name] === value) &&
    wanted('fieldSelector').every(([path, value]) => fieldOf(object, path) === value)
  )
}

function fieldOf(object: StoredObject, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], object)
}
