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
    list: async (kind, { idPrefix = '', fields } = {}) =>
      [...versions.values()]
        .filter(history => history[0]!.kind === kind && history[0]!.id.startsWith(idPrefix))
        .map(latest)
        .filter(document => document !== undefined)
        .map(document => withFields(document, fields)),
    history: async (kind, id, { before = Number.POSITIVE_INFINITY, newest, fields } = {}) =>
      historyOf(kind, id)
        .filter(({ version }) => version < before)
        .slice(newest === undefined ? 0 : -newest)
        .map(document => withFields(document, fields)),
    async put({ kind, id, body, author, basedOn }) {
      const history = historyOf(kind, id)
      const seen = latest(history) === undefined && basedOn === 0 ? 0 : history.length
      if (seen !== basedOn)
        throw new VedetteError('conflict', `${kind} ${id} is at version ${seen}, not ${basedOn}`)
      const written = {
        kind,
        id,
        version: history.length + 1,
        body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)),
        author,
        timeMs: nowMs(),
      }
      versions.set(JSON.stringify([kind, id]), [...history, written])
      return written
    },
  }
}

function withFields(document: StoredDocument, fields: readonly string[] | undefined): StoredDocument {
  if (fields === undefined || document.body === undefined) return document
  const body = document.body as Readonly<Record<string, unknown>>
  return {
    ...document,
    body: Object.fromEntries(fields.filter(field => field in body).map(field => [field, body[field]])),
  }
}
