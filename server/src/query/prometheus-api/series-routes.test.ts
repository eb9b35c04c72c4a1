import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalProgram } from '../../../testing/external-program.ts'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp } from '../../../testing/prometheus-api.ts'
import { VedetteError } from '../../errors.ts'
import { labelNameOf } from './series-routes.ts'

const T = Date.UTC(2026, 10, 21)
const SERIES = [
  { labels: { __name__: 'up', job: 'a', instance: '1' }, samples: [[T, 1]] as const },
  { labels: { __name__: 'up', job: 'b', instance: '2' }, samples: [[T, 0]] as const },
  { labels: { __name__: 'old', job: 'a', 'http.method': 'GET' }, samples: [[T - 86_400_000, 1]] as const },
  { labels: { __name__: 'zebra', zone: '\u{1F980}' }, samples: [[T, 1]] as const },
  { labels: { __name__: 'zebra', zone: '\uFFFD' }, samples: [[T, 1]] as const },
  { labels: { __name__: 'secret', tenant: 'x' }, samples: [[T, 1]] as const, project: 'bank' },
]

let app: FastifyInstance
beforeAll(async () => {
  app = await prometheusApiApp({ store: createMemoryMetrics(SERIES) })
})
afterAll(() => app.close())

async function ask(path: string, headers: Record<string, string> = {}) {
  const reply = await app.inject({ url: `/api/v1/${path}`, headers })
  return [reply.statusCode, reply.json()] as const
}

const bad = (error: string) => [400, { status: 'error', errorType: 'bad_data', error }]
const good = (data: unknown, warnings?: string[]) => [
  200,
  { status: 'success', data, ...(warnings === undefined ? {} : { warnings }) },
]
const CUT = ['results truncated due to limit']

describe('/labels', () => {
  it('lists the names, those of the matching series, those in the range', async () => {
    expect(await ask('labels')).toEqual(good(['__name__', 'http.method', 'instance', 'job', 'zone']))
    expect(await ask('labels?match[]=up')).toEqual(good(['__name__', 'instance', 'job']))
    expect(await ask('labels?match[]=up&match[]={zone!=""}')).toEqual(
      good(['__name__', 'instance', 'job', 'zone']),
    )
    expect(await ask(`labels?end=${(T - 1) / 1000}`)).toEqual(good(['__name__', 'http.method', 'job']))
    expect(await ask('labels?match[]=nothing')).toEqual(good([]))
  })

  it('cuts at the limit and says so', async () => {
    expect(await ask('labels?limit=2')).toEqual(good(['__name__', 'http.method'], CUT))
    expect(await ask('labels?limit=5')).toEqual(good(['__name__', 'http.method', 'instance', 'job', 'zone']))
    expect(await ask('labels?limit=0')).toEqual(good(['__name__', 'http.method', 'instance', 'job', 'zone']))
  })

  it('takes a form', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/labels?limit=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'match%5B%5D=%7Bzone%21%3D%22%22%7D',
    })
    expect(reply.json()).toEqual({ status: 'success', data: ['__name__'], warnings: CUT })
  })

  it('refuses a form that is far too long', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/labels',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'match%5B%5D=up&'.repeat(100_000),
    })
    expect([reply.statusCode, reply.json().error]).toEqual([
      413,
      'The body is larger than 1048576 bytes, which is more than this endpoint takes.',
    ])
  })

  it("refuses in Prometheus's words", async () => {
    expect(await ask('labels?match[]=up{')).toEqual(
      bad('1:4: parse error: unexpected end of input inside braces'),
    )
    expect(await ask('labels?match[]={}')).toEqual(bad('match[] must contain at least one non-empty matcher'))
    expect(await ask('labels?start=x')).toEqual(
      bad(`invalid parameter "start": Invalid time value for 'start': cannot parse "x" to a valid timestamp`),
    )
    expect(await ask('labels?limit=-1')).toEqual(bad('invalid parameter "limit": limit must be non-negative'))
  })

  it('sees only the project that was asked for', async () => {
    expect(await ask('labels', { 'x-vedette-project': 'bank' })).toEqual(good(['__name__', 'tenant']))
    expect(await ask('labels', { 'x-vedette-project': 'nobody' })).toEqual(good([]))
  })
})

describe('/label/:name/values', () => {
  it('lists values, in the order of their bytes', async () => {
    expect(await ask('label/job/values')).toEqual(good(['a', 'b']))
    expect(await ask('label/zone/values')).toEqual(good(['\uFFFD', '\u{1F980}']))
    expect(await ask('label/job/values?match[]={instance="2"}')).toEqual(good(['b']))
    expect(await ask('label/nothing/values')).toEqual(good([]))
    expect(await ask('label/job/values?limit=1')).toEqual(good(['a'], CUT))
  })

  it.each(['http.method', 'U__http_2e_method', '%22http.method%22'])('knows the label %s', async name => {
    expect(await ask(`label/${name}/values`)).toEqual(good(['GET']))
  })

  it.each([
    ['U__a__b_2E_c_1f600_', 'a_b.c\u{1F600}'],
    ['U__a_zz_', 'U__a_zz_'],
    ['U__a_d800_', 'U__a_d800_'],
    ['U__a_', 'U__a_'],
    ['__name__', '__name__'],
    ['U__', ''],
  ])('unescapes %s', (escaped, name) => {
    if (name === '') expect(() => labelNameOf(escaped)).toThrow('invalid label name: ""')
    else expect(labelNameOf(escaped)).toBe(name)
  })
})

describe('/series', () => {
  it('lists label sets', async () => {
    expect(await ask('series?match[]=up')).toEqual(
      good([
        { __name__: 'up', instance: '1', job: 'a' },
        { __name__: 'up', instance: '2', job: 'b' },
      ]),
    )
    expect(await ask('series?match[]=up&match[]={job="a"}&limit=1')).toEqual(
      good([{ __name__: 'old', 'http.method': 'GET', job: 'a' }], CUT),
    )
    expect(await ask('series?match[]=nothing')).toEqual(good([]))
    expect(await ask('series?match[]=up&start=2&end=1')).toEqual(good([]))
  })

  it("refuses in Prometheus's words", async () => {
    expect(await ask('series')).toEqual(bad('no match[] parameter provided'))
    expect(await ask('series?match[]=')).toEqual(
      bad('invalid parameter "match[]": 1:1: parse error: unexpected end of input'),
    )
    expect(await ask('series?match[]={job=~".*"}')).toEqual(
      bad('invalid parameter "match[]": match[] must contain at least one non-empty matcher'),
    )
    expect(await ask('series?match[]=%ZZ')).toEqual(
      bad('error parsing form values: invalid URL escape "%ZZ"'),
    )
  })

  it('writes many in pieces that fit together', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => ({
      labels: { __name__: 'm', i: String(i).padStart(5, '0') },
      samples: [[T, i]] as const,
    }))
    const large = await prometheusApiApp({ store: createMemoryMetrics(many), mostResults: 2400 })
    const reply = await large.inject('/api/v1/series?match[]=m')
    expect(reply.json()).toEqual({
      status: 'success',
      data: many.slice(0, 2400).map(({ labels }) => labels),
      warnings: CUT,
    })
    const exact = await large.inject('/api/v1/series?match[]=m&limit=2000')
    expect(exact.json().data).toHaveLength(2000)
  })

  it('says that the store is away, with when to come back', async () => {
    const away = await prometheusApiApp({
      store: {
        ...createMemoryMetrics([]),
        series: () =>
          Promise.reject(new VedetteError('store-unavailable', 'The store is away.', { retryAfterSec: 5 })),
      },
    })
    const reply = await away.inject('/api/v1/series?match[]=up')
    expect([reply.statusCode, reply.headers['retry-after'], reply.json()]).toEqual([
      503,
      '5',
      { status: 'error', errorType: 'unavailable', error: 'The store is away.' },
    ])
  })

  it("stops the store's work when the client goes away", async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    const slow = await prometheusApiApp({
      store: {
        ...createMemoryMetrics([]),
        series: (_project, _sets, _range, _limit, signal) => {
          asked.resolve(signal!)
          return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
        },
      },
    })
    await slow.listen({ host: '127.0.0.1', port: 0 })
    const { port } = slow.server.address() as { port: number }
    const controller = new AbortController()
    const answer = fetch(`http://127.0.0.1:${port}/api/v1/series`, {
      method: 'POST',
      body: new URLSearchParams({ 'match[]': 'up' }),
      signal: controller.signal,
    }).catch((error: Error) => error.name)
    const signal = await asked.promise
    expect(signal.aborted).toBe(false)
    controller.abort()
    expect(await answer).toBe('AbortError')
    while (!signal.aborted) await new Promise(resolve => setImmediate(resolve))
    await slow.close()
  })
})

describe('promtool', () => {
  let url: string
  beforeAll(async () => {
    await app.listen({ host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
  })
  const run = promisify(execFile)

  it('reads label values', async context => {
    const promtool = externalProgram(context, 'promtool')
    expect((await run(promtool, ['query', 'labels', url, 'job'])).stdout).toBe('a\nb\n')
  })

  it('reads series', async context => {
    const promtool = externalProgram(context, 'promtool')
    const { stdout } = await run(promtool, ['query', 'series', '--match=up', '--match={zone!=""}', url])
    expect(stdout.trim().split('\n')).toEqual([
      '{__name__="up", instance="1", job="a"}',
      '{__name__="up", instance="2", job="b"}',
      '{__name__="zebra", zone="\uFFFD"}',
      '{__name__="zebra", zone="\u{1F980}"}',
    ])
  })

  it('shows our refusal', async context => {
    const promtool = externalProgram(context, 'promtool')
    const failure = await run(promtool, ['query', 'series', '--match=up{', url]).catch(
      (error: Error) => error,
    )
    expect(String(failure)).toContain('1:4: parse error: unexpected end of input inside braces')
  })
})
