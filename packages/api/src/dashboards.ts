/** Dashboards: `/api/v1/dashboards` and what lies below it. */
import type { Dashboard, DashboardNote } from '@vedette/dashboard'
import type { ErrorReply } from './error-reply.ts'

/** `GET /api/v1/dashboards`. */
export interface DashboardList {
  /** By title. */
  readonly dashboards: readonly DashboardSummary[]
  /** What is wrong with the files of `dashboards.files`, whatever the search leaves. */
  readonly problems: readonly DashboardFileProblem[]
}

export interface DashboardSummary {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  /** Without rows, with what rows hold. */
  readonly panels: number
  /** 0 where it was never saved here: it comes from a file as it is. */
  readonly version: number
  /** Who saved it; '' where it comes from a file as it is. */
  readonly author: string
  /** When it was saved, or its file changed. */
  readonly timeMs: number
  readonly file?: DashboardFile
}

/** The file of `dashboards.files` that a dashboard comes from. */
export interface DashboardFile {
  /** From the working directory where it lies below it. */
  readonly path: string
  /** What was saved here stands over what the file says. */
  readonly edited: boolean
  /** The file has changed since it was edited here: one of the two is to be taken, with `POST .../file`. */
  readonly changedSince: boolean
  /** Why it can't be read as it is now, and shows as it was before; '' where it can. */
  readonly error: string
}

export interface DashboardFileProblem {
  readonly path: string
  readonly message: string
}

/** What is answered wherever one dashboard is asked for or saved. */
export interface DashboardAnswer {
  readonly uid: string
  readonly dashboard: Dashboard
  /** What of it is not shown as Grafana does. */
  readonly notes: readonly DashboardNote[]
  /** To be named as `basedOn` by who changes it. 0 where it comes from a file as it is. */
  readonly version: number
  readonly author: string
  readonly timeMs: number
  /** What was said when this version was saved. */
  readonly message: string
  readonly file?: DashboardFile
  /** How often targets are scraped that have no interval of their own; `$__rate_interval` follows from it. Absent where nothing is configured to be scraped. */
  readonly scrapeIntervalMs?: number
}

/** `PUT /api/v1/dashboards/{uid}`. */
export interface SaveDashboardRequest {
  readonly dashboard: unknown
  readonly message?: string
  /** The version that was changed; 0 for a new dashboard and for one that comes from a file as it is. */
  readonly basedOn: number
}

/** `POST /api/v1/dashboards/{uid}/file`: what is to stand, the edit or what the file says. */
export interface TakeFileRequest {
  readonly keep: 'mine' | 'file'
  readonly basedOn: number
}

/** 409: what stands in the way. */
export interface DashboardConflictReply extends ErrorReply {
  readonly current: {
    readonly version: number
    readonly author: string
    readonly timeMs: number
    /** Somebody has deleted it meanwhile. */
    readonly deleted: boolean
  }
}

/** `GET /api/v1/dashboards/{uid}/versions`, newest first. */
export interface DashboardVersions {
  readonly versions: readonly DashboardVersion[]
  /** There are older ones: ask again with `before`. */
  readonly more: boolean
}

export interface DashboardVersion {
  readonly version: number
  readonly author: string
  readonly timeMs: number
  readonly message: string
  /** '' where it is `deleted`. */
  readonly title: string
  readonly deleted: boolean
}
