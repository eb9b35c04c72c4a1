/**
 * Follows one kind of object: a list (in pages), then a watch from the list's version on, for as long as it is wanted.
 *
 * A watch that ends is taken up again at the last version seen, which bookmarks keep fresh; when the server has forgotten
 * that version (410 Gone) the list is read anew and what changed in between is found by comparing. Failures are told and tried
 * again with growing pauses.
 */
import type { HttpClient } from '../../../http-client.ts'
import { type ApiProblem, listPages, openWatch, type ResourcePath } from './api.ts'
import { type KubernetesObject, keyOf } from './objects.ts'
import { createPauses, type Pauses } from './pauses.ts'

export interface ResourceWatch<T extends KubernetesObject> {
  readonly objects: ReadonlyMap<string, T>
  /** Resolves when the first list was read; never rejects. */
  readonly synced: Promise<void>
  stop(): Promise<void>
}

export interface ResourceWatchOptions<T extends KubernetesObject> {
  readonly client: HttpClient
  readonly path: ResourcePath
  /** An object came, changed or went; `before` or `now` is missing then. Also called for each object of the first list. */
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void
  readonly failed: (reason: string) => void
  /** What is kept of an object. */
  readonly slim: (object: T) => T
  readonly pauses?: Pauses
}

export function watchResource<T extends KubernetesObject>(
  options: ResourceWatchOptions<T>,
): ResourceWatch<T> {
  const { client, path } = options
  const pauses = options.pauses ?? createPauses()
  const objects = new Map<string, T>()
  const stopping = new AbortController()
  const synced = Promise.withResolvers<void>()

  function put(key: string, now: T | undefined): void {
    const before = objects.get(key)
    if (now === undefined) objects.delete(key)
    else objects.set(key, now)
    const version = now?.metadata.resourceVersion
    if (before !== undefined && version !== undefined && before.metadata.resourceVersion === version) return
    if (before !== undefined || now !== undefined) options.changed(key, now, before)
  }

  async function readList(): Promise<string> {
    const seen = new Set<string>()
    const version = await listPages<T>(client, path, stopping.signal, object => {
      seen.add(keyOf(object))
      put(keyOf(object), options.slim(object))
    })
    for (const key of objects.keys()) if (!seen.has(key)) put(key, undefined)
    synced.resolve()
    return version
  }

  /** Returns the version to go on from, or '' where a new list is needed. */
  async function follow(from: string): Promise<string> {
    let version = from
    for await (const event of openWatch<T>(client, path, from, stopping.signal)) {
      if (event.type === 'gone') return ''
      pauses.reset()
      version = event.object.metadata.resourceVersion ?? version
      if (event.type === 'BOOKMARK') continue
      put(keyOf(event.object), event.type === 'DELETED' ? undefined : options.slim(event.object))
    }
    return version
  }

  async function run(): Promise<void> {
    let version = ''
    while (!stopping.signal.aborted) {
      try {
        if (version === '') {
          version = await readList()
          pauses.reset()
        }
        const next = await follow(version)
        // A server that ends watches as soon as they are open, or forgets at once, must not be asked in a tight loop.
        if (next === version || next === '') await pauses.short(stopping.signal)
        version = next
      } catch (error) {
        if (stopping.signal.aborted) return
        const problem = error as ApiProblem
        if (problem.status === 410) version = ''
        else options.failed(problem.message)
        await pauses.longer(stopping.signal)
      }
    }
  }

  const running = run()
  return {
    objects,
    synced: synced.promise,
    async stop() {
      stopping.abort()
      await running
      synced.resolve()
    },
  }
}
