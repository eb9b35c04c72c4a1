import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryDirectory, temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { runCommandLine } from '../run.ts'
import { dashboardCheckCommand } from './command.ts'

const GOOD = {
  title: 'Shop',
  panels: [
    { id: 1, type: 'row', title: 'All' },
    { id: 2, type: 'stat', targets: [{ expr: 'up' }] },
  ],
}
const ODD = {
  title: 'Odd',
  templating: { list: [{ name: 'filters', type: 'adhoc' }] },
  panels: [
    { id: 4, type: 'stat', title: 'Up' },
    {
      id: 7,
      type: 'geomap',
      title: 'Where',
      targets: [{ expr: 'up', datasource: { type: 'loki', uid: 'l' } }],
    },
  ],
}

let directory: TemporaryDirectory
beforeAll(async () => {
  directory = await temporaryDirectory()
  const put = (name: string, text: string) => writeFile(join(directory.path, name), text)
  await put('good.json', JSON.stringify(GOOD))
  await put('odd.json', JSON.stringify(ODD))
  await put('bad.json', '{"panels": [{"targets": "up"}]}')
  await put(
    'hostile.json',
    JSON.stringify({ title: 'a\u009b31m', panels: [{ id: 1, type: 'b\u202e', title: '\u001b[2J' }] }),
  )
})
afterAll(() => directory.remove())

async function check(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(['dashboard', 'check', ...args], [dashboardCheckCommand], {
    out: line => void out.push(line),
    err: line => void err.push(line),
    env: {},
    cwd: directory.path,
  })
  return { code, out, err }
}

describe('vedette dashboard check', () => {
  it('is content with what is supported', async () => {
    expect(await check('good.json', '--strict')).toEqual({
      code: 0,
      out: ['good.json: "Shop", 1 panel: all supported'],
      err: [],
    })
  })

  it('names what is not, panel by panel, and minds it where it is told to', async () => {
    const out = [
      'odd.json: "Odd", 2 panels: 1 as in Grafana, 3 notes',
      '  dashboard',
      '    unsupported: the variable filters is of type "adhoc", which is not supported (templating.list[0])',
      '  panel 7 "Where"',
      '    unsupported: panels of type "geomap" are not supported (panels[1].type)',
      '    later: query A: loki comes with logs (panels[1].targets[0])',
    ]
    expect(await check('odd.json')).toEqual({ code: 0, out, err: [] })
    expect(await check('odd.json', '--strict')).toEqual({ code: 1, out, err: [] })
  })

  it('says where a file can not be read, and goes on with the others', async () => {
    expect((await check('*d.json')).out).toHaveLength(8)
    expect(await check('bad.json', 'good.json')).toEqual({
      code: 1,
      out: [
        "bad.json: can't be read: panels[0].targets: a list belongs here, not text",
        'good.json: "Shop", 1 panel: all supported',
      ],
      err: [],
    })
  })

  it('needs files that are there', async () => {
    expect(await check()).toMatchObject({ code: 2 })
    expect(await check('none.json')).toMatchObject({ code: 2, out: [] })
  })

  it('lets no title steer the terminal', async () => {
    const { out } = await check('hostile.json')
    expect(out.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
