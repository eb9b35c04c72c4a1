import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { planOf, servesUi } from './start.ts'

const cwd = mkdtempSync(join(tmpdir(), 'start-'))
afterAll(() => rmSync(cwd, { recursive: true }))
const shop = (args: string[], env = {}) => planOf(args, env, cwd).shop

describe('npm start', () => {
  it('runs Vedette with the shop that it watches', () => {
    const plan = planOf([], {}, cwd)
    expect(plan.vedette).toEqual(['--prometheus', expect.stringMatching(/cloudcart\/prometheus\.yml$/)])
    expect(plan.environment?.VEDETTE_REFERENCE_FILES?.split(',')).toEqual([
      expect.stringMatching(/cloudcart\/METRICS\.md$/),
      expect.stringMatching(/docs\/reference\/metrics\.md$/),
    ])
    expect(plan.environment?.VEDETTE_DASHBOARDS_FILES).toMatch(/dashboards\/\*\.json$/)
    expect(plan.environment?.VEDETTE_REFERENCE_IGNORE_LABELS).toBe('generated')
    const folder = join(cwd, 'data', 'cloudcart')
    expect(plan.shop).toEqual({
      folder,
      args: [
        ...['--data', folder, '--log', join(folder, 'shop.log')],
        ...['--vedette', 'http://127.0.0.1:9090', '--otlp', 'http://127.0.0.1:4318'],
      ],
    })
  })

  it('tells the shop where Vedette listens and keeps its data', () => {
    const args = ['--data', 'elsewhere', '--listen=0.0.0.0:9999', '--otlp-http-listen', 'off']
    const plan = planOf(args, {}, cwd)
    expect(plan.vedette.slice(0, args.length)).toEqual(args)
    expect(plan.shop).toMatchObject({
      folder: join(cwd, 'elsewhere', 'cloudcart'),
      args: expect.arrayContaining(['http://127.0.0.1:9999']),
    })
    expect(plan.shop?.args).not.toContain('--otlp')
    expect(shop([], { VEDETTE_DATA: '/var/lib/v', VEDETTE_HTTP_LISTEN: ':81' })).toMatchObject({
      folder: '/var/lib/v/cloudcart',
      args: expect.arrayContaining(['http://127.0.0.1:81']),
    })
  })

  it('runs Vedette alone where that is said, or where there is a configuration', () => {
    expect(planOf(['--no-demo', '--data', 'd'], {}, cwd)).toEqual({
      vedette: ['--data', 'd'],
      shop: undefined,
    })
    expect(shop(['--prometheus', 'mine.yml'])).toBeUndefined()
    expect(shop(['--config=mine.yml'])).toBeUndefined()
    expect(shop([], { VEDETTE_PROMETHEUS_CONFIG: 'mine.yml' })).toBeUndefined()
    expect(shop(['--help'])).toBeUndefined()
    writeFileSync(join(cwd, 'vedette.yml'), '')
    expect(shop([])).toBeUndefined()
    rmSync(join(cwd, 'vedette.yml'))
  })

  it('builds the UI where it is served', async () => {
    const file = join(cwd, 'bare.yml')
    writeFileSync(file, 'http: { ui: false }')
    expect(await servesUi([], {}, cwd)).toBe(true)
    expect(await servesUi([], { VEDETTE_HTTP_UI: 'false' }, cwd)).toBe(false)
    expect(await servesUi(['--config', file], {}, cwd)).toBe(false)
    expect(await servesUi([], { VEDETTE_CONFIG: file }, cwd)).toBe(false)
    expect(await servesUi(['--help'], {}, cwd)).toBe(false)
    expect(await servesUi(['--config', 'nowhere.yml'], {}, cwd)).toBe(true)
  })
})
