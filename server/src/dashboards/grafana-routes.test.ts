import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildTestApp, openAccess } from '../../testing/app.ts'
import { filesIn } from '../../testing/dashboards.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../testing/temporary-directory.ts'
import { SILENT_LOG } from '../self/log.ts'
import { createDashboardBook, type DashboardBook } from './dashboard-book.ts'
import { createDashboardFiles } from './dashboard-files.ts'
import { grafanaRoutes } from './grafana-routes.ts'

const T = Date.UTC(2026, 10, 21)
let directory: TemporaryDirectory
let app: FastifyInstance
let book: DashboardBook
beforeEach(async () => {
  directory = await temporaryDirectory()
  await writeFile(
    join(directory.path, 'shop.json'),
    '{"uid": "shop", "title": "Shop", "panels": [], "version": 7}',
  )
  const files = createDashboardFiles({ ...filesIn(directory.path, () => ['*.json']), log: SILENT_LOG })
  const access = openAccess()
  book = createDashboardBook({ documents: createMemoryDocuments(() => T), files, log: SILENT_LOG })
  const routes = grafanaRoutes({ book, grantOf: access.grantOf })
  app = await buildTestApp({ access, plugins: [{ scope: 'read', routes }] })
})
afterEach(async () => {
  await app.close()
  await directory.remove()
})

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) {
  const reply = await app.inject({
    method,
    url,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: reply.statusCode, json: reply.json() }
}

const put = (dashboard: object, more: object = {}) =>
  call('POST', '/api/dashboards/db', { dashboard, folderUid: 'x', ...more })
const get = async (uid: string) => (await call('GET', `/api/dashboards/uid/${uid}`)).json

describe('what tools of Grafana do', () => {
  it('makes a dashboard, and changes it', async () => {
    const made = await put({ id: null, uid: null, title: 'Über all', tags: ['a'], version: 0 })
    expect(made).toEqual({
      status: 200,
      json: {
        id: expect.any(Number),
        uid: expect.stringMatching(/^[\w-]{12}$/),
        url: `/dashboards/${made.json.uid}`,
        status: 'success',
        version: 1,
        slug: 'uber-all',
        folderUid: '',
      },
    })
    const { uid, id } = made.json
    const read = await get(uid)
    expect(read).toMatchObject({
      dashboard: { id, uid, title: 'Über all', version: 1 },
      meta: { slug: 'uber-all', version: 1, updatedBy: 'local', updated: '2026-11-21T00:00:00.000Z' },
    })
    expect(await put({ ...read.dashboard, title: 'By uid' }, { message: 'why' })).toMatchObject({
      json: { uid, version: 2 },
    })
    expect(await put({ id, title: 'By number', version: 2 })).toMatchObject({ json: { uid, version: 3 } })
    const { versions } = await book.versions('default', uid, { before: undefined, limit: 9 })
    expect(versions.map(({ title, message }) => [title, message])).toEqual([
      ['By number', ''],
      ['By uid', 'why'],
      ['Über all', ''],
    ])
    // Numbers of the API are none of the dashboard.
    expect((await book.get('default', uid)).dashboard).not.toHaveProperty('version')
  })

  it('is refused in Grafana’s words', async () => {
    expect(await put({ title: ' ' })).toEqual({
      status: 400,
      json: { status: 'empty-name', message: 'Dashboard title cannot be empty' },
    })
    expect(await put({ title: 'x', uid: 'a b' })).toMatchObject({
      status: 400,
      json: { message: 'uid contains illegal characters' },
    })
    expect(await put({ title: 'x', uid: 'a'.repeat(41) })).toMatchObject({
      json: { message: 'uid too long, max 40 characters' },
    })
    expect(await put({ title: 'x', id: 4 })).toEqual({
      status: 404,
      json: { status: 'not-found', message: 'Dashboard not found' },
    })
    expect(await call('POST', '/api/dashboards/db', { title: 'x' })).toMatchObject({ status: 400 })
    expect(await call('POST', '/api/dashboards/db', [])).toMatchObject({ status: 400 })
    expect(await call('GET', '/api/dashboards/uid/nowhere')).toEqual({
      status: 404,
      json: { status: 'not-found', message: 'Dashboard not found' },
    })
  })

  it('takes no other version’s place, unless that is said', async () => {
    await put({ title: 'One', uid: 'one' })
    expect(await put({ title: 'Two', uid: 'one' })).toEqual({
      status: 412,
      json: { status: 'version-mismatch', message: 'The dashboard has been changed by someone else' },
    })
    expect(await put({ title: 'Two', uid: 'one', id: 99 }, { overwrite: true })).toMatchObject({
      status: 200,
      json: { version: 2 },
    })
    const [first, second] = await Promise.all([
      put({ title: 'A', uid: 'one', version: 2 }),
      put({ title: 'B', uid: 'one', version: 2 }),
    ])
    expect([first.status, second.status].sort()).toEqual([200, 412])
  })

  it('edits the dashboard of a file, too', async () => {
    const { dashboard, meta } = await get('shop')
    expect([dashboard.version, meta.provisionedExternalId]).toEqual([0, 'shop.json'])
    expect(await put({ ...dashboard, title: 'Shop 2' })).toMatchObject({ json: { version: 1 } })
    expect(await book.patch('default', 'shop')).toMatch(
      /-.*"Shop".*"version": 7\}\n.*\n\+.*"Shop 2".*"version":7\}/s,
    )
  })

  it('deletes what was saved', async () => {
    await put({ title: 'One', uid: 'one' })
    expect(await call('DELETE', '/api/dashboards/uid/one')).toMatchObject({
      status: 200,
      json: { title: 'One', uid: 'one', message: 'Dashboard One deleted' },
    })
    expect((await call('DELETE', '/api/dashboards/uid/one')).status).toBe(404)
    expect(await call('DELETE', '/api/dashboards/uid/shop')).toMatchObject({ status: 400 })
  })

  it('searches', async () => {
    await put({ title: 'One', uid: 'one', tags: ['a', 'b'] })
    await put({ title: 'Two', uid: 'two', tags: ['a'] })
    const found = async (query: string) =>
      (await call('GET', `/api/search?${query}`)).json.map(({ uid }: { uid: string }) => uid)
    expect((await call('GET', '/api/search?query=one')).json).toEqual([
      {
        id: expect.any(Number),
        uid: 'one',
        title: 'One',
        uri: 'db/one',
        url: '/dashboards/one',
        slug: '',
        type: 'dash-db',
        tags: ['a', 'b'],
        isStarred: false,
      },
    ])
    expect(await found('')).toEqual(['one', 'shop', 'two'])
    expect(await found('type=dash-folder')).toEqual([])
    expect(await found('tag=a&tag=b')).toEqual(['one'])
    expect(await found('dashboardUIDs=two&dashboardUIDs=shop')).toEqual(['shop', 'two'])
    expect(await found('limit=2&page=2')).toEqual(['two'])
  })
})
