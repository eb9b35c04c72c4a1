/** A DocumentStore that keeps its promises in memory, for tests of what stands on one. */
import { VedetteError } from '../src/errors.ts'
import type { DocumentStore, StoredDocument } from '../src/store/contract.ts'

export function createMemoryDocuments(nowMs: () => number = Date.now): DocumentStore {
  const versions = new Map<string, StoredDocument[]>()
  const historyOf = (kind: string, id: string) => versions.get(JSON.stringify([kind, id])) ?? []
  const latest = (history: readonly StoredDocument[]) => {
    const last = history.at(-1)
    return last?.body === undefined ? undefined : last
  }
  return {
    get: async (kind, id) => latest(historyOf(kind, id)),
    list: async kind =>
      [...versions.values()]
        .filter(history => history[0]!.kind === kind)
        .map(latest)
        .filter(document => document !== undefined),
    history: async (kind, id) => [...historyOf(kind, id)],
    async put({ kind, id, body, author, basedOn }) {
      const history = historyOf(kind, id)
      if (history.length !== basedOn)
        throw new VedetteError('conflict', `${kind} ${id} is at version ${history.length}, not ${basedOn}`)
      const written = {
        kind,
        id,
        version: basedOn + 1,
        body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)),
        author,
        timeMs: nowMs(),
      }
      versions.set(JSON.stringify([kind, id]), [...history, written])
      return written
    },
  }
}
