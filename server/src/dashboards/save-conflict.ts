/** Somebody else was faster: what there is now, so that the one who was slower can decide. */
import type { DashboardConflictReply } from '@vedette/api'
import { VedetteError } from '../errors.ts'

interface Standing {
  readonly version: number
  readonly author: string
  readonly timeMs: number
  /** Undefined where this version deleted it. */
  readonly body?: unknown
}

export class SaveConflict extends VedetteError {
  readonly current: DashboardConflictReply['current']

  constructor(uid: string, standing: Standing, basedOn: number, words?: string) {
    const { version, author, timeMs } = standing
    const deleted = 'body' in standing && standing.body === undefined
    super('conflict', words ?? wordsOf(uid, { ...standing, deleted }, basedOn))
    this.current = { version, author, timeMs, deleted }
  }
}

function wordsOf(
  uid: string,
  { version, author, timeMs, deleted }: DashboardConflictReply['current'],
  basedOn: number,
): string {
  const when = `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const what = deleted
    ? `deleted by ${author} on ${when}`
    : `saved by ${author} as version ${version} on ${when}`
  const change = basedOn === 0 ? 'as if it were new' : `at version ${basedOn}`
  return `The dashboard ${uid} was ${what}; you began ${change}.`
}
