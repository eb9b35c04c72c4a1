/** A saved dashboard as a document of the store: what its body holds, and by which id it is found. */
import { createHash, randomBytes } from 'node:crypto'
import type { Dashboard, Panel } from '@vedette/dashboard'
import { VedetteError } from '../errors.ts'
import type { StoredDocument } from '../store/contract.ts'

export const KIND = 'dashboard'

/** The store takes no larger document. */
const MOST_BYTES = 1024 * 1024
/** As in Grafana. */
const MOST_MESSAGE_CHARACTERS = 500
const UID = /^[A-Za-z0-9_-]{1,40}$/

/** What a list shows stands beside the dashboard, so that a list need not read it. */
export interface SavedDashboard {
  readonly title: string
  readonly tags: readonly string[]
  readonly panels: number
  readonly message: string
  /** What the file that it stands over said (`saidBy`) when that was last looked at by whoever edits. */
  readonly fileSaid?: string
  readonly dashboard: Dashboard
}

/** What of it a list reads. */
export const LISTED = ['title', 'tags', 'panels', 'fileSaid'] as const satisfies (keyof SavedDashboard)[]

export type ListedDashboard = Pick<SavedDashboard, (typeof LISTED)[number]>

/** Throws `body-too-large` where the store could not take it. */
export function savedDashboard(
  dashboard: Dashboard,
  message: string,
  fileSaid: string | undefined,
): SavedDashboard {
  if (message.length > MOST_MESSAGE_CHARACTERS)
    throw new VedetteError(
      'bad-request',
      `The message has ${message.length} characters; it may have ${MOST_MESSAGE_CHARACTERS}.`,
    )
  const saved = {
    ...summaryOf(dashboard),
    message,
    ...(fileSaid === undefined ? {} : { fileSaid }),
    dashboard,
  }
  const bytes = Buffer.byteLength(JSON.stringify(saved))
  if (bytes > MOST_BYTES)
    throw new VedetteError(
      'body-too-large',
      `The dashboard has ${bytes} bytes as JSON; a saved one may have ${MOST_BYTES}, a fixed limit.`,
    )
  return saved
}

export function summaryOf(dashboard: Dashboard): Pick<SavedDashboard, 'title' | 'tags' | 'panels'> {
  return { title: dashboard.title, tags: dashboard.tags, panels: panelsIn(dashboard.panels) }
}

function panelsIn(panels: readonly Panel[]): number {
  let count = 0
  for (const panel of panels) count += panel.type === 'row' ? panelsIn(panel.panels ?? []) : 1
  return count
}

export function bodyOf({ body }: StoredDocument): SavedDashboard {
  return body as SavedDashboard
}

/** Projects know nothing of each other's dashboards. */
export function documentId(project: string, uid: string): string {
  return `${project}/${uid}`
}

export function projectAndUid(id: string): { readonly project: string; readonly uid: string } {
  const at = id.lastIndexOf('/')
  return { project: id.slice(0, at), uid: id.slice(at + 1) }
}

export function isUid(text: unknown): text is string {
  return typeof text === 'string' && UID.test(text)
}

export function newUid(): string {
  return randomBytes(9).toString('base64url')
}

/** Tells one text of a file from another. */
export function saidBy(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
