/** An edit of a file's dashboard that has found its way into the file is over: from then on the file is followed again. */
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import type { DocumentStore, StoredDocument } from '../store/contract.ts'
import type { FileDashboard, FilesReading } from './dashboard-files.ts'
import { fileSaysSame } from './into-file.ts'
import { bodyOf, KIND, projectAndUid } from './saved-dashboard.ts'

export interface EditSettlingOptions {
  readonly documents: Pick<DocumentStore, 'list' | 'get' | 'put'>
  readonly log: Log
}

export function createEditSettling({ documents, log }: EditSettlingOptions) {
  /** What each file said when it was last compared with what is saved. */
  let settled: ReadonlyMap<string, string> = new Map()

  /** Looks at files that have changed since the last time. */
  async function withFiles(reading: FilesReading): Promise<void> {
    const files = [...reading.byUid.values()]
    const changed = files.filter(({ uid, said }) => settled.get(uid) !== said)
    if (changed.length === 0) return
    try {
      await settleAll(new Map(changed.map(file => [file.uid, file])))
      settled = new Map(files.map(({ uid, said }) => [uid, said]))
    } catch (error) {
      log.warn('Dashboards could not be compared with their files; that is tried again', {
        reason: messageOf(error),
      })
    }
  }

  async function settleAll(changed: ReadonlyMap<string, FileDashboard>): Promise<void> {
    for (const { id } of await documents.list(KIND, { fields: [] })) {
      const file = changed.get(projectAndUid(id).uid)
      const document = file === undefined ? undefined : await documents.get(KIND, id)
      if (file !== undefined && document !== undefined) await withFile(document, file)
    }
  }

  /** Looks at one that was just saved, the file of which need not have changed. True where it is no edit any more. */
  async function withFile(document: StoredDocument, file: FileDashboard): Promise<boolean> {
    if (!fileSaysSame(file, bodyOf(document).dashboard)) return false
    const { id, version } = document
    const edit = { kind: KIND, id, body: undefined, author: file.path, basedOn: version }
    // Somebody who saves at this very moment goes on with an edit.
    if (!(await unlessConflict(documents.put(edit)))) return false
    log.info('What was edited of a dashboard is in its file now, which is followed again', {
      uid: projectAndUid(id).uid,
      file: file.path,
    })
    return true
  }

  return { withFiles, withFile }
}

async function unlessConflict(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof VedetteError && error.code === 'conflict') return false
    throw error
  }
}
