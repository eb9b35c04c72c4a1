import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MetricMetadata } from '@vedette/model'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { NO_SCRAPING, prometheusApiApp } from '../../../testing/prometheus-api.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { runCommandLine } from '../run.ts'
import { referenceCheckCommand } from './command.ts'

const HEAD = '| Metric | Type | Labels |\n|---|---|---|\n'
const GOOD = `${HEAD}| \`orders_total\` | Counter | \`status\` |\n| \`order_seconds\` | Histogram | - |\n`
const DRIFTED = `${HEAD}| \`orders_total\` | Counter | \`method\` |
| \`carts\` | Counter | - |
| \`gone_total\` | Counter | - |
| \`waiting_total\` | Counter | \`reason\` |
`

const NOW = Date.now()
const series = (name: string, labels: Record<string, string> = {}, atMs = NOW - 1000) => ({
  labels: { __name__: name, job: 'shop', instance: 'a', env: 'test', ...labels },
  samples: [[atMs, 1] as const],
})
const SERIES = [
  series('orders_total', { status: 'paid' }),
  ...['_sum', '_count'].map(part => series(`order_seconds${part}`)),
  series('order_seconds_bucket', { le: '+Inf' }),
  series('carts'),
  series('nodejs_heap', { job: 'other' }),
  series('gone_total', {}, NOW - 2 * 3_600_000),
]
const SAID: MetricMetadata[] = [
  { family: 'orders_total', type: 'counter', unit: '', help: '' },
  { family: 'carts', type: 'gauge', unit: '', help: '' },
  { family: 'waiting_total', type: 'counter', unit: '', help: '' },
]

let directory: TemporaryDirectory
let app: FastifyInstance
let url: string
beforeAll(async () => {
  directory = await temporaryDirectory()
  const put = (name: string, text: string) => writeFile(join(directory.path, name), text)
  await put('GOOD.md', GOOD)
  await put('DRIFTED.md', DRIFTED)
  await put('BAD.md', `${HEAD}| a b | timer | - |\n| \`x\` | gauge | - |\n| \`x\` | gauge | - |\n`)
  await put('hostile.json', JSON.stringify([{ name: 'a\u001b[31m\n::error::100%', type: 'gauge' }]))
  const labels = { job: 'shop', instance: 'a', env: 'test' }
  app = await prometheusApiApp({
    store: createMemoryMetrics(SERIES),
    scraping: {
      ...NO_SCRAPING,
      targets: () => ({
        ...NO_SCRAPING.targets(),
        activeTargets: [
          {
            labels,
            discoveredLabels: {},
            scrapePool: 'shop',
            scrapeUrl: '',
            globalUrl: '',
            lastError: '',
            lastScrape: '',
            lastScrapeDuration: 0,
            health: 'up',
            scrapeInterval: '15s',
            scrapeTimeout: '10s',
          },
        ],
      }),
      targetMetadata: () => [
        { labels, metadata: SAID.map(({ family, ...rest }) => ({ metric: family, ...rest })) },
      ],
    },
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await directory.remove()
})

async function check(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(['reference', 'check', ...args], [referenceCheckCommand], {
    out: line => void out.push(line),
    err: line => void err.push(line),
    env: {},
    cwd: directory.path,
  })
  return { code, out, err }
}

describe('vedette reference check', () => {
  it('without a server looks at the documents', async () => {
    expect(await check('GOOD.md')).toEqual({
      code: 0,
      out: ['2 metrics in 1 document: nothing wrong'],
      err: [],
    })
    expect(await check('BAD.md', 'GOOD.md')).toEqual({
      code: 1,
      out: [
        'BAD.md:3: "a b" is no name of a metric',
        'BAD.md:5: x stands twice in the same group, the first time in line 4',
        '4 metrics in 2 documents: 2 problems',
      ],
      err: [],
    })
    expect((await check('*O*.md')).out.at(-1)).toBe('2 metrics in 1 document: nothing wrong')
  })

  it('is content where all is as documented', async () => {
    expect(await check('GOOD.md', '--against', url, '--undocumented', 'off')).toEqual({
      code: 0,
      out: ['2 metrics in 1 document: 2 ok, 2 undocumented'],
      err: [],
    })
  })

  it('says what has drifted, and where it is documented', async () => {
    expect(await check('DRIFTED.md', '--against', url, '--job', 'shop')).toEqual({
      code: 1,
      out: [
        'DRIFTED.md:3: orders_total: never has the documented label method and has the undocumented label status',
        'DRIFTED.md:4: carts: is documented as a counter and is a gauge',
        'DRIFTED.md:5: gone_total: is documented and not there',
        'warning: order_seconds: is there (histogram, 3 series) and not documented',
        '4 metrics in 1 document: 0 ok, 1 idle, 1 missing, 1 type drift, 1 label drift, 1 undocumented',
      ],
      err: [],
    })
    const ignoring = ['--ignore-label', 'method', '--ignore-label', 'x,status', '--since', '1d']
    const { out } = await check('DRIFTED.md', '--against', url, ...ignoring, '--ignore-metric', 'n*,order_s*')
    expect(out).toEqual([
      'DRIFTED.md:4: carts: is documented as a counter and is a gauge',
      '4 metrics in 1 document: 2 ok, 1 idle, 1 type drift',
    ])
  })

  it('takes what is undocumented as it is told', async () => {
    const withHow = (...how: string[]) => check('GOOD.md', '--against', url, ...how)
    expect((await withHow()).code).toBe(0)
    const failing = await withHow('--undocumented', 'fail', '--job', 'other')
    expect([failing.code, failing.out[2]]).toEqual([
      1,
      'nodejs_heap: is there (type unknown, 1 series) and not documented',
    ])
  })

  it('annotates for GitHub', async () => {
    const { out } = await check('DRIFTED.md', '--against', url, '--job', 'shop', '-f', 'github')
    expect(out.slice(1)).toEqual([
      '::error file=DRIFTED.md,line=4,title=Metric reference%2C type-drift::carts: is documented as a counter and is a gauge',
      '::error file=DRIFTED.md,line=5,title=Metric reference%2C missing::gone_total: is documented and not there',
      '::warning title=Metric reference%2C undocumented::order_seconds: is there (histogram, 3 series) and not documented',
      '::notice title=Metric reference::4 metrics in 1 document: 0 ok, 1 idle, 1 missing, 1 type drift, 1 label drift, 1 undocumented',
    ])
  })

  it('answers programs', async () => {
    const { out, code } = await check('DRIFTED.md', '--against', url, '--job', 'shop', '--format', 'json')
    expect(code).toBe(1)
    const answer = JSON.parse(out.join('\n'))
    expect(answer).toMatchObject({
      ok: false,
      files: ['DRIFTED.md'],
      documented: 4,
      counts: { ok: 0, idle: 1, missing: 1, 'type-drift': 1, 'label-drift': 1, undocumented: 1 },
    })
    expect(answer.findings[1]).toEqual({
      severity: 'error',
      kind: 'type-drift',
      metric: 'carts',
      file: 'DRIFTED.md',
      line: 4,
      message: 'carts: is documented as a counter and is a gauge',
    })
  })

  it('lets no document steer a terminal or a pipeline', async () => {
    for (const format of ['text', 'github']) {
      const { out } = await check('hostile.json', '--format', format)
      expect(out).toHaveLength(2)
      expect(out.join('')).not.toMatch(/\p{Cc}/u)
    }
  })

  it('says so when nothing at all is there', async () => {
    const { code, err } = await check('GOOD.md', '--against', url, '--job', 'nobody')
    expect([code, err]).toEqual([1, [`warning: ${url} has no series of the job "nobody" in the last 1h`]])
  })

  it.each([
    [[], 'the documents are missing: vedette reference check METRICS.md'],
    [['gone.md'], 'there is no file gone.md'],
    [['GOOD.md', '--job', 'x'], '--job needs --against beside it'],
    [['GOOD.md', '--format', 'xml'], '--format: expected text, json, github, got "xml"'],
    [['GOOD.md', '--undocumented', 'no'], '--undocumented: expected fail, warn, off, got "no"'],
    [['GOOD.md', '--since', 'x', '--against', 'http://a'], '--since: expected a length such as 15m, got "x"'],
    [
      ['GOOD.md', '--against', 'localhost:9090'],
      '--against: expected a URL such as https://vedette.example.com, got localhost:9090',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await check(...args)).toEqual({ code: 2, out: [], err: [`vedette: ${message}`] })
  })

  it('tells being unable to look from drift', async () => {
    const elsewhere = await check('GOOD.md', '--against', `${url}/nowhere`)
    expect(elsewhere).toEqual({
      code: 2,
      out: [],
      err: [`vedette: ${url}/nowhere: There is nothing at /nowhere/api/v1/series.`],
    })
    const nobody = await check('GOOD.md', '--against', 'http://127.0.0.1:9')
    expect([nobody.code, nobody.err[0]]).toEqual([
      2,
      expect.stringMatching(/^vedette: http:\/\/127\.0\.0\.1:9 does not answer: /),
    ])
  })
})
