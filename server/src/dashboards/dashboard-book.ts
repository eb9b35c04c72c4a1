/**
 * The dashboards of a project: what was saved here, which is in the store, and what files say. What was saved stands over a file of the same uid
 * until the file says the same, or somebody takes the file.
 */
import type { DashboardAnswer, DashboardList, DashboardVersions } from '@vedette/api'
import type { Dashboard } from '@vedette/dashboard'
import { VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { counter } from '../self/metrics.ts'
import type { DocumentStore, StoredDocument } from '../store/contract.ts'
import { answerOfFile, answerOfSaved, matching, summaryOfFile, summaryOfSaved } from './answers.ts'
import type { DashboardFiles, FileDashboard, FilesReading } from './dashboard-files.ts'
import { type VersionsQuestion, versionOf, versionsOf } from './dashboard-versions.ts'
import { createEditSettling } from './edit-settling.ts'
import { filePatch } from './file-patch.ts'
import { SaveConflict } from './save-conflict.ts'
import {
  bodyOf,
  documentId,
  isUid,
  KIND,
  LISTED,
  newUid,
  type SavedDashboard,
  savedDashboard,
} from './saved-dashboard.ts'

const saves = counter(
  'vedette_dashboards_saves_total',
  'Dashboards that were to be saved or deleted, by what became of it (saved, deleted, conflict).',
  ['outcome'],
)

/** Of one project; each is made by a person. */
const MOST_SAVED = 2000
const MOST_LISTED = 5000

export interface DashboardBookOptions {
  readonly documents: DocumentStore
  readonly files: DashboardFiles
  readonly log: Log
}

export interface WhoSaves {
  readonly project: string
  readonly author: string
}

export interface Save {
  readonly uid: string
  readonly dashboard: Dashboard
  readonly message: string
  readonly basedOn: number
}

export type DashboardBook = ReturnType<typeof createDashboardBook>

export function createDashboardBook({ documents, files, log }: DashboardBookOptions) {
  const settling = createEditSettling({ documents, log })

  async function readFiles(): Promise<FilesReading> {
    const reading = await files.read()
    await settling.withFiles(reading)
    return reading
  }

  async function list(
    project: string,
    { search, tags }: { readonly search: string; readonly tags: readonly string[] },
  ): Promise<DashboardList> {
    const { byUid, problems } = await readFiles()
    const saved = await documents.list(KIND, { idPrefix: documentId(project, ''), fields: LISTED })
    const summaries = saved.map(document => summaryOfSaved(document, byUid))
    const edited = new Set(summaries.map(({ uid }) => uid))
    for (const file of byUid.values()) if (!edited.has(file.uid)) summaries.push(summaryOfFile(file))
    const dashboards = summaries
      .filter(matching(search, tags))
      .sort((a, b) => a.title.localeCompare(b.title) || (a.uid < b.uid ? -1 : 1))
    return { dashboards: dashboards.slice(0, MOST_LISTED), problems }
  }

  async function find(project: string, uid: string): Promise<DashboardAnswer | undefined> {
    if (!isUid(uid)) return undefined
    const file = (await readFiles()).byUid.get(uid)
    const document = await documents.get(KIND, documentId(project, uid))
    if (document !== undefined) return answerOfSaved(document, file)
    return file === undefined ? undefined : answerOfFile(file)
  }

  async function get(project: string, uid: string): Promise<DashboardAnswer> {
    return (await find(project, uid)) ?? fail(uid)
  }

  async function save(who: WhoSaves, { uid, dashboard, message, basedOn }: Save): Promise<DashboardAnswer> {
    const id = documentId(who.project, uid)
    const file = (await readFiles()).byUid.get(uid)
    if (basedOn === 0 && (await documents.get(KIND, id)) === undefined) await refuseTooMany(who.project)
    const [before] = await documents.history(KIND, id, { newest: 1, fields: ['fileSaid'] })
    const fileSaid = before?.body === undefined ? file?.said : bodyOf(before).fileSaid
    return put(who, uid, basedOn, savedDashboard({ ...dashboard, uid }, message, fileSaid), file)
  }

  async function put(
    who: WhoSaves,
    uid: string,
    basedOn: number,
    body: SavedDashboard,
    file: FileDashboard | undefined,
  ): Promise<DashboardAnswer> {
    const written = await write(who, uid, basedOn, body)
    const isOver = file !== undefined && (await settling.withFile(written, file))
    return isOver ? answerOfFile(file) : answerOfSaved(written, file)
  }

  /** Without a body the dashboard is deleted. */
  async function write(
    { project, author }: WhoSaves,
    uid: string,
    basedOn: number,
    body: SavedDashboard | undefined,
  ): Promise<StoredDocument> {
    const id = documentId(project, uid)
    try {
      const written = await documents.put({ kind: KIND, id, body, author, basedOn })
      saves.inc({ outcome: body === undefined ? 'deleted' : 'saved' })
      return written
    } catch (error) {
      if (!(error instanceof VedetteError) || error.code !== 'conflict') throw error
      saves.inc({ outcome: 'conflict' })
      const [last] = await documents.history(KIND, id, { newest: 1, fields: ['title'] })
      throw last === undefined
        ? new VedetteError('conflict', `There is no saved dashboard ${uid}; it was changed as if there were.`)
        : new SaveConflict(uid, last, basedOn)
    }
  }

  /** Under a uid of its own, or of a new one. `overwrite` takes the place of what is there. */
  async function add(
    who: WhoSaves,
    dashboard: Dashboard,
    { uid = newUid(), message, overwrite }: { uid?: string | undefined; message: string; overwrite: boolean },
  ): Promise<{ readonly answer: DashboardAnswer; readonly replaced: boolean }> {
    const there = await find(who.project, uid)
    if (there !== undefined && !overwrite) {
      const { title } = there.dashboard
      const from = there.version === 0 ? `of ${there.file?.path}` : `at version ${there.version}`
      throw new SaveConflict(
        uid,
        there,
        0,
        `The uid ${uid} belongs to ${JSON.stringify(title)}, ${from}. Import with overwrite to replace it, or without a uid to have both.`,
      )
    }
    const answer = await save(who, { uid, dashboard, message, basedOn: there?.version ?? 0 })
    return { answer, replaced: there !== undefined }
  }

  async function remove(who: WhoSaves, uid: string, basedOn: number | undefined): Promise<void> {
    const { version, file } = await get(who.project, uid)
    if (version === 0)
      throw new VedetteError(
        'conflict',
        `${uid} comes from the file ${file?.path}: it goes when the file goes.`,
      )
    await write(who, uid, basedOn ?? version, undefined)
  }

  /** Decides between an edit and a file that has changed since. */
  async function takeFile(
    who: WhoSaves,
    uid: string,
    keep: 'mine' | 'file',
    basedOn: number,
  ): Promise<DashboardAnswer> {
    const file = (await readFiles()).byUid.get(uid)
    const there = await get(who.project, uid)
    if (file === undefined || there.version === 0)
      throw new VedetteError(
        'conflict',
        file === undefined
          ? `${uid} has no file among dashboards.files.`
          : `${uid} was not edited: it is what ${file.path} says.`,
      )
    if (keep === 'mine') {
      const message = `Kept over what ${file.path} says now`
      return put(who, uid, basedOn, savedDashboard(there.dashboard, message, file.said), file)
    }
    await write(who, uid, basedOn, undefined)
    return get(who.project, uid)
  }

  async function versions(
    project: string,
    uid: string,
    question: VersionsQuestion,
  ): Promise<DashboardVersions> {
    const found = await versionsOf(documents, project, uid, question)
    if (found.versions.length === 0) await get(project, uid)
    return found
  }

  /** As the newest version; also of a dashboard that was deleted. */
  async function restore(
    who: WhoSaves,
    uid: string,
    number: number,
    basedOn: number | undefined,
  ): Promise<DashboardAnswer> {
    const { dashboard } = await versionOf(documents, who.project, uid, number)
    const last = (await documents.get(KIND, documentId(who.project, uid)))?.version ?? 0
    const message = `Restored version ${number}`
    return save(who, { uid, dashboard, message, basedOn: basedOn ?? last })
  }

  /** What makes the file say what is saved; '' where it says so. */
  async function patch(project: string, uid: string): Promise<string> {
    const { dashboard, version } = await get(project, uid)
    const file = (await readFiles()).byUid.get(uid)
    if (file === undefined)
      throw new VedetteError(
        'not-found',
        `The dashboard ${uid} comes from no file; what is saved of it is its export.`,
      )
    return version === 0 ? '' : filePatch(file, dashboard)
  }

  async function refuseTooMany(project: string): Promise<void> {
    const saved = await documents.list(KIND, { idPrefix: documentId(project, ''), fields: [] })
    if (saved.length >= MOST_SAVED)
      throw new VedetteError(
        'limit-exceeded',
        `There are ${saved.length} saved dashboards; a project may have ${MOST_SAVED}, a fixed limit.`,
      )
  }

  return {
    list,
    find,
    get,
    save,
    add,
    remove,
    takeFile,
    restore,
    patch,
    versions,
    version: (project: string, uid: string, number: number) => versionOf(documents, project, uid, number),
  }
}

function fail(uid: string): never {
  throw new VedetteError('not-found', `There is no dashboard ${JSON.stringify(uid.slice(0, 100))}.`)
}
