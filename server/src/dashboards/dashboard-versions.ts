/** What was saved of a dashboard before: nothing is overwritten, and what was deleted can be restored. */
import type { DashboardAnswer, DashboardVersions } from '@vedette/api'
import { VedetteError } from '../errors.ts'
import type { DocumentStore } from '../store/contract.ts'
import { answerOfSaved } from './answers.ts'
import { bodyOf, documentId, KIND } from './saved-dashboard.ts'

export interface VersionsQuestion {
  /** Only versions before this one. */
  readonly before: number | undefined
  readonly limit: number
}

/** Newest first. */
export async function versionsOf(
  documents: Pick<DocumentStore, 'history'>,
  project: string,
  uid: string,
  { before, limit }: VersionsQuestion,
): Promise<DashboardVersions> {
  const found = await documents.history(KIND, documentId(project, uid), {
    before,
    newest: limit + 1,
    fields: ['title', 'message'],
  })
  const newestFirst = found.reverse().slice(0, limit)
  return {
    versions: newestFirst.map(document => {
      const { version, author, timeMs } = document
      if (document.body === undefined)
        return { version, author, timeMs, message: '', title: '', deleted: true }
      const { title, message } = bodyOf(document)
      return { version, author, timeMs, message, title, deleted: false }
    }),
    more: found.length > limit,
  }
}

export async function versionOf(
  documents: Pick<DocumentStore, 'history'>,
  project: string,
  uid: string,
  version: number,
): Promise<DashboardAnswer> {
  const wanted = { before: version + 1, newest: 1 }
  const [found] = await documents.history(KIND, documentId(project, uid), wanted)
  if (found?.version === version && found.body !== undefined) return answerOfSaved(found, undefined)
  throw new VedetteError(
    'not-found',
    found?.version === version
      ? `Version ${version} of the dashboard ${uid} deleted it.`
      : `There is no version ${version} of a dashboard ${uid}.`,
  )
}
