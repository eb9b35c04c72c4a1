/** What is answered of dashboards: of saved ones, of those of files, and of both where one stands over the other. */
import type { DashboardAnswer, DashboardFile, DashboardSummary } from '@vedette/api'
import { readDashboard } from '@vedette/dashboard'
import type { StoredDocument } from '../store/contract.ts'
import { type FileDashboard, readFileDashboard } from './dashboard-files.ts'
import { bodyOf, type ListedDashboard, projectAndUid } from './saved-dashboard.ts'

export function answerOfFile(file: FileDashboard): DashboardAnswer {
  return {
    uid: file.uid,
    ...readFileDashboard(file.text, file.uid),
    version: 0,
    author: '',
    timeMs: file.changedMs,
    message: '',
    file: stateOfFile(file, undefined),
  }
}

export function answerOfSaved(document: StoredDocument, file: FileDashboard | undefined): DashboardAnswer {
  const { uid } = projectAndUid(document.id)
  const { dashboard: stored, message, fileSaid } = bodyOf(document)
  const { version, author, timeMs } = document
  return {
    uid,
    ...readDashboard(stored),
    version,
    author,
    timeMs,
    message,
    ...(file === undefined ? {} : { file: stateOfFile(file, { fileSaid }) }),
  }
}

export function summaryOfSaved(
  document: StoredDocument,
  byUid: ReadonlyMap<string, FileDashboard>,
): DashboardSummary {
  const { title, tags, panels, fileSaid } = document.body as ListedDashboard
  const { uid } = projectAndUid(document.id)
  const file = byUid.get(uid)
  return {
    uid,
    title,
    tags,
    panels,
    version: document.version,
    author: document.author,
    timeMs: document.timeMs,
    ...(file === undefined ? {} : { file: stateOfFile(file, { fileSaid }) }),
  }
}

export function summaryOfFile(file: FileDashboard): DashboardSummary {
  const { uid, title, tags, panels, changedMs } = file
  return {
    uid,
    title,
    tags,
    panels,
    version: 0,
    author: '',
    timeMs: changedMs,
    file: stateOfFile(file, undefined),
  }
}

function stateOfFile(
  { path, said, error }: FileDashboard,
  edit: { readonly fileSaid: string | undefined } | undefined,
): DashboardFile {
  return {
    path,
    edited: edit !== undefined,
    changedSince: edit !== undefined && edit.fileSaid !== said,
    error,
  }
}

export function matching(search: string, tags: readonly string[]): (dashboard: DashboardSummary) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  return dashboard => {
    if (!tags.every(tag => dashboard.tags.includes(tag))) return false
    const text = [dashboard.title, dashboard.uid, ...dashboard.tags].join(' ').toLowerCase()
    return words.every(word => text.includes(word))
  }
}
