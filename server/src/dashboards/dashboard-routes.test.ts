import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DashboardAnswer, DashboardList, DashboardVersions } from '@vedette/api'
import { applyPatch } from 'diff'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildTestApp, openAccess } from '../../testing/app.ts'
import { filesIn, type LoggedLine, loggingTo } from '../../testing/dashboards.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../testing/temporary-directory.ts'
import { createDashboardBook } from './dashboard-book.ts'
import { createDashboardFiles } from './dashboard-files.ts'
import { dashboardRoutes } from './dashboard-routes.ts'

const T = Date.UTC(2026, 10, 21)
let directory: TemporaryDirectory
let app: FastifyInstance
let lines: LoggedLine[]
let author = 'ada'
let scrapeIntervalMs: number | undefined
beforeEach(async () => {
  directory = await temporaryDirectory()
  lines = []
  author = 'ada'
  scrapeIntervalMs = undefined
  const log = loggingTo(lines)
  const files = createDashboardFiles({ ...filesIn(directory.path, () => ['*.json']), log })
  await putFile({ uid: 'shop', title: 'Shop', tags: ['shop', 'prod'], panels: [{ id: 1, type: 'stat' }] })
  const access = openAccess()
  const book = createDashboardBook({ documents: createMemoryDocuments(() => T), files, log })
  const routes = dashboardRoutes({
    book,
    grantOf: request => ({ project: access.grantOf(request).project, author }),
    scrapeIntervalMs: () => scrapeIntervalMs,
  })
  app = await buildTestApp({ access, plugins: [{ scope: 'read', routes }] })
})
afterEach(async () => {
  await app.close()
  await directory.remove()
})

function putFile(json: object | string, name = 'shop.json'): Promise<void> {
  const text = typeof json === 'string' ? json : `${JSON.stringify(json, undefined, 2)}\n`
  return writeFile(join(directory.path, name), text)
}

async function call<T = DashboardAnswer>(
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: T; text: string; headers: Record<string, unknown> }> {
  const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
  const reply = await app.inject({
    method,
    url: `/api/v1/dashboards${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  const isJson = String(reply.headers['content-type']).startsWith('application/json')
  const json = isJson ? (reply.json() as T) : (undefined as T)
  return { status: reply.statusCode, json, text: reply.body, headers: reply.headers }
}

const list = async (query = '') => (await call<DashboardList>('GET', query)).json
const plain = (title: string, more: object = {}) => ({ title, panels: [], ...more })

describe('dashboards', () => {
  it('are brought, listed, searched and read', async () => {
    const made = await call('POST', '?message=first', {
      dashboard: plain('Näme', { tags: ['x'] }),
      meta: { slug: 'x' },
    })
    expect(made.status).toBe(201)
    const { uid } = made.json
    expect(made.json).toMatchObject({ version: 1, author: 'ada', timeMs: T, message: 'first', notes: [] })
    expect(uid).toMatch(/^[\w-]{12}$/)
    expect(made.json.dashboard).toMatchObject({ title: 'Näme', uid, tags: ['x'] })
    expect(await list()).toEqual({
      dashboards: [
        { uid, title: 'Näme', tags: ['x'], panels: 0, version: 1, author: 'ada', timeMs: T },
        {
          uid: 'shop',
          title: 'Shop',
          tags: ['shop', 'prod'],
          panels: 1,
          version: 0,
          author: '',
          timeMs: expect.any(Number),
          file: { path: 'shop.json', edited: false, changedSince: false, error: '' },
        },
      ],
      problems: [],
    })
    const titles = async (query: string) => (await list(query)).dashboards.map(({ title }) => title)
    expect(await titles('?search=HO+prod')).toEqual(['Shop'])
    expect(await titles('?search=nothing')).toEqual([])
    expect(await titles('?tag=shop&tag=prod')).toEqual(['Shop'])
    expect(await titles('?tag=shop&tag=x')).toEqual([])
    expect((await call('GET', `/${uid}`)).json).toEqual(made.json)
    expect((await call('GET', '/nowhere')).json).toEqual({
      code: 'not-found',
      message: 'There is no dashboard "nowhere".',
    })
  })

  it('tell with an import what was read differently', async () => {
    const { json } = await call('POST', '', plain('X', { uid: 'not a uid!', panels: [{ type: 'strange' }] }))
    expect(json.notes).toMatchObject([
      { kind: 'unsupported', place: 'panels[0].type' },
      { kind: 'changed', place: 'uid' },
    ])
    const resource = {
      apiVersion: 'dashboard.grafana.app/v1',
      kind: 'Dashboard',
      metadata: { name: 'named' },
    }
    expect((await call('POST', '', { ...resource, spec: plain('Y') })).json.uid).toBe('named')
  })

  it('are not replaced by an import, unless that is said', async () => {
    expect((await call('POST', '', plain('Mine', { uid: 'shop' }))).json).toEqual({
      code: 'conflict',
      message:
        'The uid shop belongs to "Shop", of shop.json. Import with overwrite to replace it, or without a uid to have both.',
      current: { version: 0, author: '', timeMs: expect.any(Number), deleted: false },
    })
    expect(await call('POST', '?overwrite=1', plain('Mine', { uid: 'shop' }))).toMatchObject({
      status: 200,
      json: { version: 1, file: { edited: true } },
    })
    const again = await call('POST', '', { dashboard: plain('Again', { uid: 'shop' }), overwrite: true })
    expect(again).toMatchObject({ status: 200, json: { version: 2 } })
  })

  it('are saved by whoever saw the last version, and others are told who was faster', async () => {
    const save = (basedOn: number, title: string) =>
      call('PUT', '/mine', { dashboard: plain(title), message: title, basedOn })
    expect(await save(0, 'one')).toMatchObject({ status: 200, json: { version: 1, message: 'one' } })
    author = 'bob'
    expect(await save(1, 'two')).toMatchObject({ status: 200, json: { version: 2 } })
    author = 'ada'
    expect(await save(1, 'late')).toMatchObject({
      status: 409,
      json: {
        code: 'conflict',
        message:
          'The dashboard mine was saved by bob as version 2 on 2026-11-21 00:00 UTC; you began at version 1.',
        current: { version: 2, author: 'bob', timeMs: T, deleted: false },
      },
    })
    expect((await save(0, 'new')).json).toMatchObject({
      message: expect.stringMatching(/you began as if it were new\.$/),
    })
    expect((await call('DELETE', '/mine?basedOn=1')).status).toBe(409)
    expect((await call('DELETE', '/mine')).status).toBe(204)
    expect((await call('GET', '/mine')).status).toBe(404)
    expect((await save(2, 'of the dead')).json).toMatchObject({ current: { version: 3, deleted: true } })
    expect((await call('PUT', '/never', { dashboard: plain('x'), basedOn: 4 })).status).toBe(409)
  })

  it('keep their versions, and give them back', async () => {
    for (const [basedOn, title] of ['one', 'two', 'three'].entries())
      await call('PUT', '/mine', { dashboard: plain(title), message: `to ${title}`, basedOn })
    await call('DELETE', '/mine')
    const versions = async (query = '') =>
      (await call<DashboardVersions>('GET', `/mine/versions${query}`)).json
    const told = async (query?: string) => (await versions(query)).versions.map(({ version }) => version)
    expect((await versions()).versions.slice(0, 2)).toEqual([
      { version: 4, author: 'ada', timeMs: T, message: '', title: '', deleted: true },
      { version: 3, author: 'ada', timeMs: T, message: 'to three', title: 'three', deleted: false },
    ])
    expect(await told('?limit=2')).toEqual([4, 3])
    expect(await told('?limit=2&before=3')).toEqual([2, 1])
    expect([(await versions('?limit=3')).more, (await versions('?limit=4')).more]).toEqual([true, false])
    expect((await call('GET', '/mine/versions/2')).json).toMatchObject({
      version: 2,
      dashboard: { title: 'two' },
    })
    for (const absent of ['4', '5', '0', 'x'])
      expect((await call('GET', `/mine/versions/${absent}`)).status).toBe(404)
    expect(await call('POST', '/mine/versions/1/restore', { basedOn: 3 })).toMatchObject({ status: 409 })
    expect(await call('POST', '/mine/versions/1/restore')).toMatchObject({
      status: 200,
      json: { version: 5, message: 'Restored version 1', dashboard: { title: 'one' } },
    })
    expect((await call('GET', '/mine')).json.dashboard.title).toBe('one')
    expect(await call('GET', '/shop/versions')).toMatchObject({
      status: 200,
      json: { versions: [], more: false },
    })
    expect((await call('GET', '/nowhere/versions')).status).toBe(404)
  })

  it('are downloaded as files', async () => {
    const dashboard = plain('Ünder "way" 2', { uid: 'mine', more: { kept: true } })
    await call('PUT', '/mine', { dashboard, basedOn: 0 })
    await call('PUT', '/mine', { dashboard: plain('Other'), basedOn: 1 })
    const file = await call('GET', '/mine/export?version=1')
    expect(file.headers).toMatchObject({
      'content-disposition': 'attachment; filename="under-way-2.json"',
      'content-type': expect.stringContaining('application/json'),
    })
    expect(JSON.parse(file.text)).toMatchObject(dashboard)
    expect(file.text.endsWith('}\n')).toBe(true)
    expect(JSON.parse((await call('GET', '/mine/export?sharing=1')).text)).toMatchObject({ title: 'Other' })
  })

  it('say how often targets are scraped, as it is configured now', async () => {
    expect((await call('GET', '/shop')).json).not.toHaveProperty('scrapeIntervalMs')
    scrapeIntervalMs = 60_000
    const saved = await call('PUT', '/mine', { dashboard: plain('Mine'), basedOn: 0 })
    expect(saved.json.scrapeIntervalMs).toBe(60_000)
    scrapeIntervalMs = 5_000
    expect((await call('GET', '/mine')).json.scrapeIntervalMs).toBe(5_000)
  })

  it('are of one project', async () => {
    const other = { 'x-vedette-project': 'other' }
    await call('PUT', '/mine', { dashboard: plain('Mine'), basedOn: 0 })
    expect((await call('GET', '/mine', undefined, other)).status).toBe(404)
    const { dashboards } = (await call<DashboardList>('GET', '', undefined, other)).json
    expect(dashboards.map(({ uid }) => uid)).toEqual(['shop'])
  })

  it.each([
    ['PUT', '/a', '{', 'The body is not JSON.'],
    ['PUT', '/a', [], 'The body is JSON, but no object.'],
    ['PUT', '/a', { dashboard: {} }, 'basedOn: expected the version that was changed'],
    [
      'PUT',
      '/a',
      { dashboard: 1, basedOn: 0 },
      'This is no dashboard: a dashboard is a JSON object, not a number',
    ],
    ['PUT', '/a', { dashboard: plain('x'), basedOn: -1 }, 'basedOn: expected the version'],
    ['PUT', '/a', { dashboard: plain('x'), basedOn: 0, message: 5 }, 'message: expected a text, got 5.'],
    [
      'PUT',
      '/a',
      { dashboard: plain('x'), basedOn: 0, message: 'x'.repeat(501) },
      'The message has 501 characters',
    ],
    ['PUT', '/a%20b', { dashboard: plain('x'), basedOn: 0 }, 'A uid is 1 to 40 letters'],
    ['POST', '', '[1]', 'The body is JSON, but no object.'],
    ['POST', '/shop/file', { keep: 'both', basedOn: 1 }, 'keep: expected "mine" or "file".'],
    ['GET', '/shop/versions?limit=x', undefined, 'limit: expected a number, got "x".'],
  ] as const)('refuse %s %s %j', async (method, path, body, words) => {
    const { status, json } = await call<{ message: string }>(method, path, body)
    expect([status, json.message.slice(0, words.length)]).toEqual([400, words])
  })

  it('never fail for reasons that nobody foresaw', async () => {
    const almost = fc.record(
      {
        dashboard: fc.oneof(
          fc.jsonValue(),
          fc.record({
            title: fc.jsonValue(),
            panels: fc.array(fc.jsonValue()),
            tags: fc.jsonValue(),
            uid: fc.jsonValue(),
          }),
        ),
        basedOn: fc.oneof(fc.constant(0), fc.jsonValue()),
        message: fc.jsonValue(),
        overwrite: fc.jsonValue(),
        metadata: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), almost), async json => {
        for (const [method, path] of [
          ['PUT', '/any'],
          ['POST', ''],
        ] as const)
          expect((await call(method, path, json)).status).toBeLessThan(500)
      }),
      { numRuns: 100 },
    )
    expect((await call<DashboardList>('GET', '')).status).toBe(200)
  })

  it('have a size', async () => {
    const large = { dashboard: plain('Large', { text: 'x'.repeat(1024 * 1024) }), basedOn: 0 }
    expect(await call('PUT', '/large', large)).toMatchObject({
      status: 413,
      json: {
        code: 'body-too-large',
        message: expect.stringMatching(
          /^The dashboard has \d+ bytes as JSON; a saved one may have 1048576, a fixed limit\.$/,
        ),
      },
    })
    expect((await call('POST', '', ' '.repeat(5 * 1024 * 1024))).status).toBe(413)
  })
})

describe('a dashboard of a file', () => {
  const edit = async (title: string, basedOn = 0) => {
    const { dashboard } = (await call('GET', '/shop')).json
    return (await call('PUT', '/shop', { dashboard: { ...dashboard, title }, basedOn })).json
  }

  it('is edited without the file, which is given a patch', async () => {
    expect((await call('GET', '/shop/patch')).text).toBe('')
    expect(await edit('Shop 2')).toMatchObject({
      version: 1,
      file: { path: 'shop.json', edited: true, changedSince: false },
    })
    expect((await list()).dashboards[0]).toMatchObject({ title: 'Shop 2', file: { edited: true } })
    const patch = await call('GET', '/shop/patch')
    expect(patch.headers['content-type']).toBe('text/x-diff; charset=utf-8')
    expect(patch.text.split('\n').filter(line => /^[+-]/.test(line))).toEqual([
      '--- a/shop.json',
      '+++ b/shop.json',
      '-  "title": "Shop",',
      '+  "title": "Shop 2",',
    ])
    await call('PUT', '/mine', { dashboard: plain('Mine'), basedOn: 0 })
    expect((await call('GET', '/mine/patch')).status).toBe(404)
  })

  it('is followed again once the patch is in the file', async () => {
    await edit('Shop 2')
    const { text } = await call('GET', '/shop/export')
    await putFile(text)
    expect((await call('GET', '/shop')).json).toMatchObject({
      version: 0,
      dashboard: { title: 'Shop 2' },
      file: { edited: false },
    })
    expect(lines).toContainEqual({
      level: 'info',
      message: 'What was edited of a dashboard is in its file now, which is followed again',
      fields: { uid: 'shop', file: 'shop.json' },
    })
    await putFile({ uid: 'shop', title: 'Shop 3', panels: [] })
    expect((await list()).dashboards[0]).toMatchObject({ title: 'Shop 3', version: 0 })
    expect((await call<DashboardVersions>('GET', '/shop/versions')).json.versions[0]).toMatchObject({
      version: 2,
      author: 'shop.json',
      deleted: true,
    })
  })

  it('is followed again once an edit, or a version that is brought back, says what the file says', async () => {
    const asIs = { version: 0, dashboard: { title: 'Shop' }, file: { edited: false } }
    await edit('Mine')
    expect(await edit('Shop', 1)).toMatchObject(asIs)
    expect((await call('GET', '/shop')).json).toMatchObject(asIs)
    expect((await list()).dashboards[0]).toMatchObject({ version: 0, file: { edited: false } })
    expect(await edit('Mine again')).toMatchObject({ version: 4, file: { edited: true } })
    expect((await call('POST', '/shop/versions/2/restore')).json).toMatchObject(asIs)
    const { versions } = (await call<DashboardVersions>('GET', '/shop/versions')).json
    expect(versions.map(({ version, title, deleted }) => [version, deleted ? 'over' : title])).toEqual([
      [6, 'over'],
      [5, 'Shop'],
      [4, 'Mine again'],
      [3, 'over'],
      [2, 'Shop'],
      [1, 'Mine'],
    ])
  })

  it('says when the file has changed since, until one of both is taken', async () => {
    await edit('Mine')
    await putFile({ uid: 'shop', title: 'Theirs', panels: [] })
    expect((await list()).dashboards[0]).toMatchObject({ title: 'Mine', file: { changedSince: true } })
    expect(await edit('Mine 2', 1)).toMatchObject({ version: 2, file: { changedSince: true } })

    expect(await call('POST', '/shop/file', { keep: 'mine', basedOn: 1 })).toMatchObject({ status: 409 })
    expect((await call('POST', '/shop/file', { keep: 'mine', basedOn: 2 })).json).toMatchObject({
      version: 3,
      message: 'Kept over what shop.json says now',
      dashboard: { title: 'Mine 2' },
      file: { edited: true, changedSince: false },
    })
    const patch = (await call('GET', '/shop/patch')).text
    const patched = applyPatch(
      `${JSON.stringify({ uid: 'shop', title: 'Theirs', panels: [] }, undefined, 2)}\n`,
      patch,
    )
    expect(JSON.parse(patched as string)).toMatchObject({ title: 'Mine 2' })

    expect((await call('POST', '/shop/file', { keep: 'file', basedOn: 3 })).json).toMatchObject({
      version: 0,
      dashboard: { title: 'Theirs' },
      file: { edited: false, changedSince: false },
    })
    expect(await call('POST', '/shop/file', { keep: 'file', basedOn: 0 })).toMatchObject({
      status: 409,
      json: { message: 'shop was not edited: it is what shop.json says.' },
    })
  })

  it('goes with its file, and only its edit can be deleted', async () => {
    expect(await call('DELETE', '/shop')).toMatchObject({
      status: 409,
      json: { message: 'shop comes from the file shop.json: it goes when the file goes.' },
    })
    await edit('Mine')
    expect((await call('DELETE', '/shop')).status).toBe(204)
    expect((await call('GET', '/shop')).json).toMatchObject({ version: 0, dashboard: { title: 'Shop' } })
  })

  it('that is broken is a problem of the list', async () => {
    await list()
    await putFile('{')
    const { dashboards, problems } = await list()
    expect(problems).toEqual([{ path: 'shop.json', message: expect.stringMatching(/^not JSON/) }])
    expect(dashboards).toMatchObject([{ title: 'Shop', file: { error: problems[0]!.message } }])
  })
})
