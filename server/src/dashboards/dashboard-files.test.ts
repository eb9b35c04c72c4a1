import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesIn, type LoggedLine, loggingTo } from '../../testing/dashboards.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../testing/temporary-directory.ts'
import { createDashboardFiles, type DashboardFiles, keepReading } from './dashboard-files.ts'

let directory: TemporaryDirectory
let files: DashboardFiles
let lines: LoggedLine[]
let patterns: string[]
beforeEach(async () => {
  directory = await temporaryDirectory()
  lines = []
  patterns = ['*.json']
  files = createDashboardFiles({
    ...filesIn(directory.path, () => patterns),
    log: loggingTo(lines),
  })
})
afterEach(() => directory.remove())

const put = (name: string, json: unknown) =>
  writeFile(join(directory.path, name), typeof json === 'string' ? json : JSON.stringify(json))
const shop = (more: object = {}) => ({ uid: 'shop', title: 'Shop', tags: ['a'], panels: [], ...more })

describe('the files of dashboards.files', () => {
  it('are dashboards by their uid, or by their name', async () => {
    const row = { type: 'row', panels: [{ type: 'stat' }] }
    await put('b.json', shop({ panels: [{ type: 'timeseries' }, row] }))
    await put('a b&c.json', { title: 'Without', uid: null })
    await put('d.json', { title: 'Other', uid: 'no/uid' })
    const { byUid, problems } = await files.read()
    expect(problems).toEqual([])
    expect([...byUid.keys()].sort()).toEqual(['a-b-c', 'd', 'shop'])
    expect(byUid.get('shop')).toMatchObject({
      path: 'b.json',
      title: 'Shop',
      tags: ['a'],
      panels: 2,
      error: '',
    })
  })

  it('are read again when they change, and forgotten when they go', async () => {
    await put('a.json', shop())
    const before = (await files.read()).byUid.get('shop')!
    expect((await files.read()).byUid.get('shop')).toBe(before)
    await put('a.json', shop({ title: 'Shap' }))
    const after = (await files.read()).byUid.get('shop')!
    expect(after.title).toBe('Shap')
    expect(after.said).not.toBe(before.said)
    await rm(join(directory.path, 'a.json'))
    expect(await files.read()).toEqual({
      byUid: new Map(),
      problems: [{ path: '*.json', message: 'no such file' }],
    })
  })

  it('are read again although neither their time nor their size tells that they changed', async () => {
    // Of a time that no machine is slow enough to leave behind before the file is read.
    const time = Date.now() / 1000 + 3_600
    for (const title of ['Shop', 'Shap']) {
      await put('a.json', shop({ title }))
      await utimes(join(directory.path, 'a.json'), time, time)
      expect((await files.read()).byUid.get('shop')!.title).toBe(title)
    }
  })

  it('go on to show what they said before when they break, and say so once', async () => {
    await put('a.json', shop())
    await files.read()
    await put('a.json', '{ "title": ')
    const { byUid, problems } = await files.read()
    await files.read()
    expect(problems).toEqual([{ path: 'a.json', message: expect.stringMatching(/^not JSON: /) }])
    expect(byUid.get('shop')).toMatchObject({ title: 'Shop', error: problems[0]!.message })
    await put('a.json', shop())
    expect((await files.read()).byUid.get('shop')).toMatchObject({ error: '' })
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'A file of dashboards.files can not be shown as it is',
        fields: { file: 'a.json', reason: problems[0]!.message },
      },
      {
        level: 'info',
        message: 'A file of dashboards.files is all right again',
        fields: { file: 'a.json' },
      },
    ])
  })

  it('that were never good are only a problem', async () => {
    await put('a.json', '[]')
    await put('b.json', shop())
    await put('c.json', shop({ title: 'The same uid' }))
    await put('d.json', ' '.repeat(4 * 1024 * 1024 + 1))
    const { byUid, problems } = await files.read()
    expect(byUid.get('shop')?.title).toBe('Shop')
    expect(problems).toEqual([
      { path: 'a.json', message: 'a dashboard is a JSON object, not a list' },
      { path: 'c.json', message: 'has the uid shop, which b.json has already: it is left out' },
      { path: 'd.json', message: 'larger than 4194304 bytes, a fixed limit' },
    ])
  })

  it('are others after a reload', async () => {
    await put('a.json', shop())
    expect((await files.read()).byUid.size).toBe(1)
    patterns = []
    expect(await files.read()).toEqual({ byUid: new Map(), problems: [] })
  })

  it('are as they were when somebody asked, or later, however many ask', async () => {
    await put('a.json', shop())
    // The second and the third ask while the first is answered: what that saw may be older than their question.
    const [first, second, third] = await Promise.all([files.read(), files.read(), files.read()])
    expect(second).not.toBe(first)
    expect(third).toBe(second)
    await put('a.json', shop({ title: 'Later' }))
    expect((await files.read()).byUid.get('shop')?.title).toBe('Later')
  })

  it('are looked at although nobody asks', async () => {
    let looks = 0
    const looked = Promise.withResolvers<void>()
    const read = async () => {
      if (++looks === 3) looked.resolve()
      return { byUid: new Map(), problems: [] }
    }
    using _ = keepReading({ read }, 1)
    await looked.promise
  })
})
