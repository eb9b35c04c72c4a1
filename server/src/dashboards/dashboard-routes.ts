/** `/api/v1/dashboards`. Whoever may read sees dashboards; to save them takes an admin. */
import type { DashboardAnswer, DashboardConflictReply } from '@vedette/api'
import { writeDashboard } from '@vedette/dashboard'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { DashboardBook, WhoSaves } from './dashboard-book.ts'
import {
  BODY_LIMIT,
  dashboardIn,
  flagParam,
  importIn,
  numberParam,
  objectIn,
  objectOrNothingIn,
  optionalVersionIn,
  paramsOf,
  textIn,
  versionIn,
} from './incoming.ts'
import { SaveConflict } from './save-conflict.ts'
import { isUid } from './saved-dashboard.ts'
import { slugOf } from './slug.ts'

const VERSIONS = 50
const MOST_VERSIONS = 500
const PATH = '/api/v1/dashboards'

export interface DashboardRoutesOptions {
  readonly book: DashboardBook
  readonly grantOf: (request: FastifyRequest) => WhoSaves
  /** As it is configured now. */
  readonly scrapeIntervalMs: () => number | undefined
}

interface OfDashboard {
  Params: { uid: string }
}
interface OfVersion {
  Params: { uid: string; version: string }
}

export function dashboardRoutes({ book, grantOf, scrapeIntervalMs }: DashboardRoutesOptions) {
  const projectOf = (request: FastifyRequest): string => grantOf(request).project
  /** With what a page needs besides to ask what its panels ask: it shall not have to wait for a second answer. */
  const told = (answer: DashboardAnswer): DashboardAnswer => {
    const intervalMs = scrapeIntervalMs()
    return intervalMs === undefined ? answer : { ...answer, scrapeIntervalMs: intervalMs }
  }

  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error, _request, reply) => {
      if (error instanceof SaveConflict) sendConflict(error, reply)
      else throw error
    })

    app.get(PATH, async request => {
      const params = paramsOf(request)
      const tags = params.getAll('tag').filter(tag => tag !== '')
      return book.list(projectOf(request), { search: params.get('search') ?? '', tags })
    })

    app.post(PATH, writing, async (request, reply) => {
      const json = objectIn(request)
      const params = paramsOf(request)
      const { dashboard, notes, uid } = importIn(json)
      const { answer, replaced } = await book.add(grantOf(request), dashboard, {
        uid,
        message: params.get('message') ?? textIn(json, 'message'),
        overwrite: flagParam(params, 'overwrite') || json.overwrite === true,
      })
      reply.status(replaced ? 200 : 201)
      // What was read differently than it says is known only now: from here on the dashboard says it so.
      return told({ ...answer, notes })
    })

    app.get<OfDashboard>(`${PATH}/:uid`, async request =>
      told(await book.get(projectOf(request), request.params.uid)),
    )

    app.put<OfDashboard>(`${PATH}/:uid`, writing, async request => {
      const { uid } = request.params
      if (!isUid(uid)) throw new VedetteError('bad-request', 'A uid is 1 to 40 letters, digits, "-" and "_".')
      const json = objectIn(request)
      const message = textIn(json, 'message')
      const basedOn = versionIn(json, 'basedOn')
      const { dashboard, notes } = dashboardIn(json.dashboard)
      const answer = await book.save(grantOf(request), { uid, dashboard, message, basedOn })
      return told({ ...answer, notes })
    })

    app.delete<OfDashboard>(`${PATH}/:uid`, writing, async (request, reply) => {
      const basedOn = numberParam(paramsOf(request), 'basedOn')
      await book.remove(grantOf(request), request.params.uid, basedOn)
      return reply.status(204).send()
    })

    app.post<OfDashboard>(`${PATH}/:uid/file`, writing, async request => {
      const json = objectIn(request)
      const { keep } = json
      if (keep !== 'mine' && keep !== 'file')
        throw new VedetteError('bad-request', 'keep: expected "mine" or "file".')
      const basedOn = versionIn(json, 'basedOn')
      return told(await book.takeFile(grantOf(request), request.params.uid, keep, basedOn))
    })

    app.get<OfDashboard>(`${PATH}/:uid/versions`, async request => {
      const params = paramsOf(request)
      const limit = Math.min(numberParam(params, 'limit') || VERSIONS, MOST_VERSIONS)
      const before = numberParam(params, 'before')
      return book.versions(projectOf(request), request.params.uid, { before, limit })
    })

    app.get<OfVersion>(`${PATH}/:uid/versions/:version`, async request =>
      told(await book.version(projectOf(request), request.params.uid, versionOfPath(request))),
    )

    app.post<OfVersion>(`${PATH}/:uid/versions/:version/restore`, writing, async request => {
      const basedOn = optionalVersionIn(objectOrNothingIn(request), 'basedOn')
      const version = versionOfPath(request)
      return told(await book.restore(grantOf(request), request.params.uid, version, basedOn))
    })

    app.get<OfDashboard>(`${PATH}/:uid/export`, async (request, reply) => {
      const params = paramsOf(request)
      const { uid } = request.params
      const version = numberParam(params, 'version')
      const { dashboard } = version
        ? await book.version(projectOf(request), uid, version)
        : await book.get(projectOf(request), uid)
      return download(reply, `${slugOf(dashboard.title) || uid}.json`, 'application/json').send(
        writeDashboard(dashboard, { forSharing: flagParam(params, 'sharing') }),
      )
    })

    app.get<OfDashboard>(`${PATH}/:uid/patch`, async (request, reply) => {
      const { uid } = request.params
      const patch = await book.patch(projectOf(request), uid)
      return download(reply, `${uid}.patch`, 'text/x-diff; charset=utf-8').send(patch)
    })
  }
}

const writing = { bodyLimit: BODY_LIMIT, config: { scope: 'admin' } } as const

function sendConflict(error: SaveConflict, reply: FastifyReply): void {
  const { code, message, current } = error
  const answer: DashboardConflictReply = { code, message, current }
  reply.status(error.status).send(answer)
}

function versionOfPath({ params }: { readonly params: OfVersion['Params'] }): number {
  if (/^[1-9]\d{0,8}$/.test(params.version)) return Number(params.version)
  throw new VedetteError(
    'not-found',
    `A version is a number from 1, not ${JSON.stringify(params.version.slice(0, 100))}.`,
  )
}

function download(reply: FastifyReply, name: string, type: string): FastifyReply {
  return reply.header('Content-Disposition', `attachment; filename="${name}"`).type(type)
}
