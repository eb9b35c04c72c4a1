/** Dashboards of a whole process: files and what is saved over them, patches, versions, two writers, a restart, and who may save. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { DashboardAnswer, DashboardConflictReply, DashboardList, DashboardVersions } from '@vedette/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryDirectory, temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { runVedette, startVedette, type VedetteProcess } from './vedette-process.ts'

const OURS = fileURLToPath(new URL('../../dashboards/*.json', import.meta.url))
const SHOP = {
  title: 'Shop',
  uid: 'shop',
  tags: ['team'],
  schemaVersion: 39,
  panels: [{ id: 1, type: 'timeseries', title: 'Orders', targets: [{ expr: 'orders_total', refId: 'A' }] }],
}

let directory: TemporaryDirectory
let vedette: VedetteProcess
let tokens: { admin: string; read: string }
beforeAll(async () => {
  directory = await temporaryDirectory()
  await putFile('team-shop.json', SHOP)
  await putFile('team-broken.json', '{ "title": "Broken", ')
  await writeFile(
    join(directory.path, 'vedette.yml'),
    `access: { required: always }\ndashboards: { files: [team-*.json, ${JSON.stringify(OURS)}] }\n`,
  )
  const scraping = join(directory.path, 'prometheus.yml')
  const nowhere = { job_name: 'nowhere', static_configs: [{ targets: ['127.0.0.1:1'] }] }
  await writeFile(scraping, JSON.stringify({ global: { scrape_interval: '30s' }, scrape_configs: [nowhere] }))
  vedette = await startVedette({
    dataPath: join(directory.path, 'data'),
    args: ['--config', join(directory.path, 'vedette.yml'), '--prometheus', scraping],
  })
  tokens = { admin: await createToken('ada', 'admin'), read: await createToken('looking', 'read') }
})
afterAll(async () => {
  await vedette?.[Symbol.asyncDispose]()
  await directory?.remove()
})

function putFile(name: string, json: object | string): Promise<void> {
  const text = typeof json === 'string' ? json : `${JSON.stringify(json, undefined, 2)}\n`
  return writeFile(join(directory.path, name), text)
}

async function createToken(name: string, scope: string): Promise<string> {
  const args = ['token', 'create', '--name', name, '--scope', scope, '--data', vedette.dataPath]
  return (await runVedette(args)).out.trim()
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  token = tokens.admin,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${vedette.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

async function ask<T = DashboardAnswer>(method: string, path: string, body?: unknown): Promise<T> {
  return JSON.parse((await call(method, `/api/v1/dashboards${path}`, body)).text) as T
}

const list = () => ask<DashboardList>('GET', '')
const save = (uid: string, title: string, basedOn: number, message = '') =>
  ask('PUT', `/${uid}`, { dashboard: { ...SHOP, uid, title }, basedOn, message })

describe('dashboards of files', () => {
  it('are listed, and one that is broken says so in the list, the log and a metric', async () => {
    const { dashboards, problems } = await list()
    expect(dashboards.find(({ uid }) => uid === 'shop')).toMatchObject({
      title: 'Shop',
      panels: 1,
      version: 0,
      file: { edited: false, changedSince: false, error: '' },
    })
    expect(dashboards.length).toBeGreaterThan(20)
    expect(problems).toMatchObject([
      { path: expect.stringContaining('team-broken.json'), message: expect.stringMatching(/^not JSON/) },
    ])
    expect(await vedette.logged('A file of dashboards.files can not be shown as it is')).toMatchObject({
      level: 'warn',
      room: 'dashboards',
      file: problems[0]!.path,
    })
    const { text } = await call('GET', '/metrics')
    expect(text).toMatch(/^vedette_dashboards_file_problems 1$/m)
    await putFile('team-broken.json', { ...SHOP, uid: 'mended', title: 'Mended' })
    expect((await list()).problems).toEqual([])
    expect((await ask('GET', '/mended')).dashboard.title).toBe('Mended')
  })

  it('say how often targets are scraped, as the prometheus.yml in force does', async () => {
    expect((await ask('GET', '/shop')).scrapeIntervalMs).toBe(30_000)
  })

  it('change when their file does', async () => {
    await putFile('team-shop.json', { ...SHOP, title: 'Shop of today' })
    expect((await ask('GET', '/shop')).dashboard.title).toBe('Shop of today')
    await putFile('team-shop.json', SHOP)
  })

  it('are edited, and the patch makes the file say it', async () => {
    expect(await save('shop', 'Shop, edited', 0)).toMatchObject({
      version: 1,
      author: 'ada',
      file: { edited: true },
    })
    const { text } = await call('GET', '/api/v1/dashboards/shop/patch')
    const changed = text.split('\n').filter(line => /^[+-] /.test(line))
    expect(changed).toEqual(['-  "title": "Shop",', '+  "title": "Shop, edited",'])

    await putFile('team-shop.json', { ...SHOP, description: 'Changed by somebody else.' })
    expect(await ask('GET', '/shop')).toMatchObject({
      dashboard: { title: 'Shop, edited' },
      file: { changedSince: true },
    })
    await putFile('team-shop.json', SHOP)
    await applied(text)
    expect(JSON.parse(await readFile(join(directory.path, 'team-shop.json'), 'utf8'))).toEqual({
      ...SHOP,
      title: 'Shop, edited',
    })
    expect(await ask('GET', '/shop')).toMatchObject({ version: 0, file: { edited: false } })
  })
})

describe('saved dashboards', () => {
  it('are of whoever is faster', async () => {
    await save('kept', 'first', 0, 'began')
    const both = await Promise.all(['left', 'right'].map(title => save('kept', title, 1)))
    const conflict = both.find(answer => 'code' in answer) as unknown as DashboardConflictReply
    const won = both.find(answer => 'dashboard' in answer)!
    expect(conflict).toMatchObject({ code: 'conflict', current: { version: 2, author: 'ada' } })
    expect((await ask('GET', '/kept')).dashboard.title).toBe(won.dashboard.title)
  })

  it('are not for a token that may only read', async () => {
    for (const [method, path] of [
      ['PUT', '/api/v1/dashboards/kept'],
      ['POST', '/api/v1/dashboards'],
      ['DELETE', '/api/v1/dashboards/kept'],
      ['POST', '/api/v1/dashboards/kept/versions/1/restore'],
      ['POST', '/api/dashboards/db'],
    ] as const) {
      const body = method === 'DELETE' ? undefined : { dashboard: SHOP, basedOn: 0, overwrite: true }
      const { status, text } = await call(method, path, body, tokens.read)
      expect([path, status, JSON.parse(text).message]).toEqual([
        path,
        403,
        'The token "looking" is for read; this needs one for admin.',
      ])
    }
    expect((await call('GET', '/api/v1/dashboards/kept', undefined, tokens.read)).status).toBe(200)
    expect((await call('GET', '/api/search', undefined, tokens.read)).status).toBe(200)
  })

  it('can be put by what puts them into Grafana', async () => {
    const put = { dashboard: { ...SHOP, uid: 'by-tool', title: 'By a tool' }, overwrite: true, message: 'ci' }
    const { status, text } = await call('POST', '/api/dashboards/db', put)
    expect([status, JSON.parse(text)]).toMatchObject([200, { status: 'success', uid: 'by-tool', version: 1 }])
    expect(await ask('GET', '/by-tool')).toMatchObject({ dashboard: { title: 'By a tool' }, message: 'ci' })
  })

  it('stay with all their versions when the process ends, however it ends', async () => {
    await save('gone', 'was there', 0)
    await ask('POST', '/kept/versions/1/restore')
    await call('DELETE', '/api/v1/dashboards/gone')
    await save('shop', 'Over the file', 0)
    const before = [await ask('GET', '/kept'), await ask('GET', '/shop'), await list()]
    await vedette.kill()
    await vedette.start()
    expect([await ask('GET', '/kept'), await ask('GET', '/shop'), await list()]).toEqual(before)
    const { versions } = await ask<DashboardVersions>('GET', '/kept/versions')
    expect(versions.map(({ version, message }) => [version, message])).toEqual([
      [3, 'Restored version 1'],
      [2, ''],
      [1, 'began'],
    ])
    expect(await ask('POST', '/gone/versions/1/restore')).toMatchObject({
      version: 3,
      dashboard: { title: 'was there' },
    })
  })
})

/** Paths of files outside of the working directory count from the root. */
async function applied(patch: string): Promise<void> {
  const child = promisify(execFile)('git', ['apply'], { cwd: '/' })
  child.child.stdin!.end(patch)
  await child
}
