/**
 * What people make, kept as versions (see schema/002-documents.sql). Writing is optimistic: the writer says which version it saw. Of
 * two that write the same version at once, the one whose row the table took first has written it, and every reader sees it so; the
 * other finds out when it looks, before its promise resolves.
 */
import { randomBytes } from 'node:crypto'
import { VedetteError } from '../../errors.ts'
import type { DocumentStore, StoredDocument } from '../contract.ts'
import { type Block, type ClickHouse, columnOf } from './port.ts'
import { identifier, joinSql, type Sql, sql, text, uint32 } from './sql.ts'

/** Documents are configuration that people write, not files. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024
const MAX_ID_LENGTH = 256

export interface DocumentStoreOptions {
  readonly nowMs?: () => number
}

export function createDocumentStore(
  clickhouse: ClickHouse,
  { nowMs = Date.now }: DocumentStoreOptions = {},
): DocumentStore {
  const documents = async (query: Sql, fields?: readonly string[]): Promise<StoredDocument[]> =>
    readDocuments(await clickhouse.query(query), fields)

  async function latest(kind: string, id: string): Promise<StoredDocument | undefined> {
    const [found] = await documents(
      sql`${columns()} WHERE kind = ${text(kind)} AND id = ${text(id)} ORDER BY version DESC, _block_number LIMIT 1`,
    )
    return found
  }

  return {
    async get(kind, id) {
      const found = await latest(kind, id)
      return found?.body === undefined ? undefined : found
    },

    async list(kind, { idPrefix = '', fields } = {}) {
      const within = sql`kind = ${text(kind)} AND startsWith(id, ${text(idPrefix)})`
      const found = await documents(
        sql`${columns(fields)} WHERE ${within}
          AND (id, version) IN (SELECT id, max(version) FROM documents WHERE ${within} GROUP BY id)
          ORDER BY id, _block_number LIMIT 1 BY id`,
        fields,
      )
      return found.filter(document => document.body !== undefined)
    },

    async history(kind, id, { before = MAX_VERSION, newest = MAX_VERSION, fields } = {}) {
      const found = await documents(
        sql`${columns(fields)} WHERE kind = ${text(kind)} AND id = ${text(id)} AND version < ${uint32(before)}
          ORDER BY version DESC, _block_number LIMIT 1 BY version LIMIT ${uint32(newest)}`,
        fields,
      )
      return found.reverse()
    },

    async put({ kind, id, body, author, basedOn }) {
      const json = toJson(kind, id, body)
      const before = await latest(kind, id)
      const seen = before?.body === undefined && basedOn === 0 ? 0 : (before?.version ?? 0)
      if (seen !== basedOn) throw conflict(kind, id, seen, basedOn)
      const version = (before?.version ?? 0) + 1
      const timeMs = Math.round(nowMs())
      const writer = randomBytes(8).readBigUInt64LE()
      await clickhouse.insert('documents', {
        rowCount: 1,
        columns: [
          { name: 'kind', type: 'String', values: [kind] },
          { name: 'id', type: 'String', values: [id] },
          { name: 'version', type: 'UInt32', values: Uint32Array.of(version) },
          { name: 'deleted', type: 'UInt8', values: Uint8Array.of(json === undefined ? 1 : 0) },
          { name: 'body', type: 'String', values: [json ?? ''] },
          { name: 'author', type: 'String', values: [author] },
          { name: 'time_ms', type: 'Int64', values: BigInt64Array.of(BigInt(timeMs)) },
          { name: 'writer', type: 'UInt64', values: BigUint64Array.of(writer) },
        ],
      })
      const first = await clickhouse.query(sql`SELECT writer FROM documents WHERE kind = ${text(kind)}
        AND id = ${text(id)} AND version = ${uint32(version)} ORDER BY _block_number LIMIT 1`)
      if (columnOf(first, 'writer', 'UInt64')[0] !== writer) throw conflict(kind, id, version, basedOn)
      return { kind, id, version, body: json === undefined ? undefined : JSON.parse(json), author, timeMs }
    },
  }
}

const MAX_VERSION = 2 ** 32 - 1

function columns(fields?: readonly string[]): Sql {
  const body =
    fields === undefined
      ? [sql`body`]
      : fields.map((field, i) => sql`JSONExtractRaw(body, ${text(field)}) AS ${identifier(`field${i}`)}`)
  return sql`SELECT ${joinSql([sql`kind, id, version, deleted, author, time_ms`, ...body], ', ')} FROM documents`
}

function readDocuments(block: Block, fields: readonly string[] | undefined): StoredDocument[] {
  const kinds = columnOf(block, 'kind', 'String')
  const ids = columnOf(block, 'id', 'String')
  const versions = columnOf(block, 'version', 'UInt32')
  const deleted = columnOf(block, 'deleted', 'UInt8')
  const authors = columnOf(block, 'author', 'String')
  const times = columnOf(block, 'time_ms', 'Int64')
  const bodyAt = bodies(block, fields)
  return Array.from({ length: block.rowCount }, (_, i) => ({
    kind: kinds[i]!,
    id: ids[i]!,
    version: versions[i]!,
    body: deleted[i] === 1 ? undefined : bodyAt(i),
    author: authors[i]!,
    timeMs: Number(times[i]!),
  }))
}

function bodies(block: Block, fields: readonly string[] | undefined): (row: number) => unknown {
  if (fields === undefined) {
    const texts = columnOf(block, 'body', 'String')
    return row => JSON.parse(texts[row]!)
  }
  const texts = fields.map((_, i) => columnOf(block, `field${i}`, 'String'))
  return row =>
    Object.fromEntries(
      fields.flatMap((field, i) => {
        const json = texts[i]![row]!
        return json === '' ? [] : [[field, JSON.parse(json)]]
      }),
    )
}

/** Undefined for a body that deletes. Refuses what can't be kept. */
function toJson(kind: string, id: string, body: unknown): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(kind)) {
    throw new VedetteError('bad-request', `${JSON.stringify(kind)} is not a kind of document`)
  }
  if (id === '' || id.length > MAX_ID_LENGTH) {
    throw new VedetteError(
      'bad-request',
      `the id of a ${kind} has 1 to ${MAX_ID_LENGTH} characters, not ${id.length}`,
    )
  }
  if (body === undefined) return undefined
  const json: string | undefined = JSON.stringify(body)
  if (json === undefined) throw new VedetteError('bad-request', `the body of ${kind} ${id} is not JSON`)
  const sizeBytes = Buffer.byteLength(json)
  if (sizeBytes > MAX_DOCUMENT_BYTES) {
    throw new VedetteError(
      'limit-exceeded',
      `${kind} ${id} has ${sizeBytes} bytes as JSON; a document may have ${MAX_DOCUMENT_BYTES}, a fixed limit`,
    )
  }
  return json
}

function conflict(kind: string, id: string, version: number, basedOn: number): VedetteError {
  const what =
    basedOn === 0
      ? `${kind} ${id} exists already, at version ${version}`
      : `${kind} ${id} is at version ${version}, the change was made to version ${basedOn}`
  return new VedetteError(
    'conflict',
    `${what}: somebody else was faster. Load it again and repeat the change`,
  )
}
