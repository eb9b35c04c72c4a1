/**
 * The part of Grafana's own API by which tools bring dashboards: `POST /api/dashboards/db`, `GET` and `DELETE /api/dashboards/uid/{uid}`,
 * `GET /api/search`. Answers and refusals have Grafana's shapes and words. There are no folders here.
 */
import { createHash } from 'node:crypto'
import type { DashboardAnswer, DashboardSummary } from '@vedette/api'
import type { Dashboard } from '@vedette/dashboard'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { DashboardBook, WhoSaves } from './dashboard-book.ts'
import { BODY_LIMIT, dashboardIn, isObject, isVersion, objectIn, paramsOf, textIn } from './incoming.ts'
import { SaveConflict } from './save-conflict.ts'
import { isUid } from './saved-dashboard.ts'
import { slugOf } from './slug.ts'

const HITS = 1000
const MOST_HITS = 5000

export interface GrafanaRoutesOptions {
  readonly book: DashboardBook
  readonly grantOf: (request: FastifyRequest) => WhoSaves
}

interface OfDashboard {
  Params: { uid: string }
}

export function grafanaRoutes({ book, grantOf }: GrafanaRoutesOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error, _request, reply) => {
      if (error instanceof SaveConflict) refuse(reply, 412, 'version-mismatch', CHANGED)
      else throw error
    })

    app.post('/api/dashboards/db', writing, async (request, reply) => {
      const json = objectIn(request)
      const raw = json.dashboard
      if (!isObject(raw)) throw new VedetteError('bad-request', 'dashboard: expected a dashboard.')
      if (typeof raw.title !== 'string' || raw.title.trim() === '')
        return refuse(reply, 400, 'empty-name', 'Dashboard title cannot be empty')
      if (typeof raw.uid === 'string' && raw.uid !== '' && !isUid(raw.uid))
        return refuse(reply, 400, 'bad-request', badUid(raw.uid))
      const who = grantOf(request)
      const { dashboard } = dashboardIn(raw)
      const there = await existing(who.project, raw.uid, raw.id)
      // With a uid it is new here, whatever number another Grafana gave it.
      if (raw.id && !raw.uid && there === undefined) return refuse(reply, 404, 'not-found', NOT_FOUND)
      const version = isVersion(raw.version) ? raw.version : 0
      if (there !== undefined && json.overwrite !== true && version !== there.version)
        return refuse(reply, 412, 'version-mismatch', CHANGED)
      const given = { message: textIn(json, 'message'), dashboard: withNumbersOf(dashboard, there) }
      const saved =
        there === undefined
          ? await added(who, given, isUid(raw.uid) ? raw.uid : undefined)
          : await book.save(who, { uid: there.uid, basedOn: there.version, ...given })
      const { uid } = saved
      const { title } = saved.dashboard
      return {
        id: idOf(uid),
        uid,
        url: urlOf(uid),
        status: 'success',
        version: saved.version,
        slug: slugOf(title),
        folderUid: '',
      }
    })

    app.get<OfDashboard>('/api/dashboards/uid/:uid', async (request, reply) => {
      const found = await book.find(grantOf(request).project, request.params.uid)
      return found === undefined ? refuse(reply, 404, 'not-found', NOT_FOUND) : withMeta(found)
    })

    app.delete<OfDashboard>('/api/dashboards/uid/:uid', writing, async (request, reply) => {
      const who = grantOf(request)
      const found = await book.find(who.project, request.params.uid)
      if (found === undefined) return refuse(reply, 404, 'not-found', NOT_FOUND)
      if (found.version === 0)
        return refuse(reply, 400, 'bad-request', 'provisioned dashboard cannot be deleted')
      await book.remove(who, found.uid, undefined)
      const { title } = found.dashboard
      return { title, message: `Dashboard ${title} deleted`, uid: found.uid, id: idOf(found.uid) }
    })

    app.get('/api/search', async request => {
      const params = paramsOf(request)
      const types = params.getAll('type')
      if (types.length > 0 && !types.includes('dash-db')) return []
      const limit = Math.min(Number(params.get('limit')) || HITS, MOST_HITS)
      const page = Math.max(Number(params.get('page')) || 1, 1)
      const uids = [...params.getAll('dashboardUIDs'), ...params.getAll('dashboardUID')]
      const { dashboards } = await book.list(grantOf(request).project, {
        search: params.get('query') ?? '',
        tags: params.getAll('tag').filter(tag => tag !== ''),
      })
      const found = uids.length === 0 ? dashboards : dashboards.filter(({ uid }) => uids.includes(uid))
      return found.slice((page - 1) * limit, page * limit).map(hitOf)
    })

    async function added(
      who: WhoSaves,
      { dashboard, message }: { readonly dashboard: Dashboard; readonly message: string },
      uid: string | undefined,
    ): Promise<DashboardAnswer> {
      return (await book.add(who, dashboard, { uid, message, overwrite: false })).answer
    }

    /** By its uid, else by its number. */
    async function existing(
      project: string,
      uid: unknown,
      id: unknown,
    ): Promise<DashboardAnswer | undefined> {
      if (typeof uid === 'string' && uid !== '') return book.find(project, uid)
      if (typeof id !== 'number' || id === 0) return undefined
      const { dashboards } = await book.list(project, { search: '', tags: [] })
      const found = dashboards.find(each => idOf(each.uid) === id)
      return found === undefined ? undefined : book.find(project, found.uid)
    }
  }
}

const writing = { bodyLimit: BODY_LIMIT, config: { scope: 'admin' } } as const
const CHANGED = 'The dashboard has been changed by someone else'
const NOT_FOUND = 'Dashboard not found'

function badUid(uid: string): string {
  return uid.length > 40 ? 'uid too long, max 40 characters' : 'uid contains illegal characters'
}

function refuse(reply: FastifyReply, code: number, status: string, message: string): FastifyReply {
  return reply.status(code).send({ message, status })
}

/** Grafana counts dashboards. Clients want a number back that they were given, so it follows from the uid. */
function idOf(uid: string): number {
  return (createHash('sha256').update(uid).digest().readUInt32BE() >>> 1) + 1
}

function urlOf(uid: string): string {
  return `/dashboards/${uid}`
}

/** `id` and `version` are the API's; what the dashboard itself had there stays, so that no patch has them. */
function withNumbersOf(
  { id: _id, version: _version, ...rest }: Dashboard,
  there: DashboardAnswer | undefined,
): Dashboard {
  const { id, version }: Partial<Dashboard> = there?.dashboard ?? {}
  return {
    ...rest,
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
  } as Dashboard
}

function withMeta({ uid, dashboard, version, author, timeMs, file }: DashboardAnswer) {
  const updated = new Date(timeMs).toISOString()
  return {
    dashboard: { ...dashboard, id: idOf(uid), uid, version },
    meta: {
      type: 'db',
      canSave: true,
      canEdit: true,
      canAdmin: true,
      canDelete: version > 0,
      canStar: false,
      isStarred: false,
      slug: slugOf(dashboard.title),
      url: urlOf(uid),
      updated,
      updatedBy: author,
      version,
      isFolder: false,
      folderId: 0,
      folderUid: '',
      folderTitle: 'General',
      folderUrl: '',
      // Of a file, but it can be saved here all the same.
      provisioned: false,
      provisionedExternalId: file?.path ?? '',
    },
  }
}

function hitOf({ uid, title, tags }: DashboardSummary) {
  const slug = slugOf(title)
  return {
    id: idOf(uid),
    uid,
    title,
    uri: `db/${slug}`,
    url: urlOf(uid),
    slug: '',
    type: 'dash-db',
    tags,
    isStarred: false,
  }
}
