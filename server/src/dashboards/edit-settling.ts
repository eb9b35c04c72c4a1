/** An edit of a file's dashboard that has found its way into the file is over: from then on the file is followed again. */
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import type { DocumentStore } from '../store/contract.ts'
import type { FileDashboard, FilesReading } from './dashboard-files.ts'
import { fileSaysSame } from './into-file.ts'
import { bodyOf, KIND, projectAndUid } from './saved-dashboard.ts'

export interface EditSettlingOptions {
  readonly documents: Pick<DocumentStore, 'list' | 'get' | 'put'>
  readonly log: Log
}

/** Looks at files that have changed since the last time. */
export function createEditSettling({ documents, log }: EditSettlingOptions) {
  /** What each file said when it was last compared with what is saved. */
  let settled: ReadonlyMap<string, string> = new Map()

  return async (reading: FilesReading): Promise<void> => {
    const files = [...reading.byUid.values()]
    const changed = files.filter(({ uid, said }) => settled.get(uid) !== said)
    if (changed.length === 0) return
    try {
      await settle(new Map(changed.map(file => [file.uid, file])))
      settled = new Map(files.map(({ uid, said }) => [uid, said]))
    } catch (error) {
      log.warn('Dashboards could not be compared with their files; that is tried again', {
        reason: messageOf(error),
      })
    }
  }

  async function settle(changed: ReadonlyMap<string, FileDashboard>): Promise<void> {
    for (const { id } of await documents.list(KIND, { fields: [] })) {
      const { uid } = projectAndUid(id)
      const file = changed.get(uid)
      const document = file === undefined ? undefined : await documents.get(KIND, id)
      if (file === undefined || document === undefined) continue
      if (!fileSaysSame(file, bodyOf(document).dashboard)) continue
      const edit = { kind: KIND, id, body: undefined, author: file.path, basedOn: document.version }
      // Somebody who saves at this very moment goes on with an edit.
      if (!(await unlessConflict(documents.put(edit)))) continue
      log.info('What was edited of a dashboard is in its file now, which is followed again', {
        uid,
        file: file.path,
      })
    }
  }
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
