import { createHash } from 'node:crypto'
import type { Overview } from '@vedette/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { describeDoors } from './doors.ts'
import { html } from './html.ts'
import { landingRoutes } from './landing-routes.ts'
import { formatAge, formatQuantity } from './quantity.ts'

const NOW = Date.UTC(2026, 10, 21)
const DOORS = describeDoors(
  {
    httpUrl: 'http://127.0.0.1:9090',
    otlpHttpUrl: 'http://127.0.0.1:4318',
    otlpGrpcUrl: 'http://127.0.0.1:4317',
    tokensNeeded: false,
  },
  door => (door === 'scrape' ? 1234.5 : 0),
)
const EMPTY: Overview = {
  version: '0.1.0',
  samplesPerSecond: 0,
  activeSeries: 0,
  targets: [],
  targetsUp: 0,
  targetsDown: 0,
  targetsUnknown: 0,
  doors: DOORS,
}

async function served(overview: Overview, atRoot = false) {
  return buildTestApp({
    plugins: [
      {
        scope: 'read',
        routes: landingRoutes({ overview: () => overview, health: () => 'good', nowMs: () => NOW, atRoot }),
      },
    ],
  })
}

async function page(overview: Overview) {
  return (await served(overview)).inject('/overview')
}

describe('the landing page', () => {
  it('stands at / too where nothing else does', async () => {
    const app = await served(EMPTY, true)
    const [root, overview] = [await app.inject('/'), await app.inject('/overview')]
    expect([root.statusCode, root.body]).toEqual([200, overview.body])
    expect((await (await served(EMPTY)).inject('/')).statusCode).toBe(404)
  })

  it('says what comes in, and which targets are down and why', async () => {
    const { body } = await page({
      ...EMPTY,
      samplesPerSecond: 4321.7,
      activeSeries: 1_234_567,
      targetsUp: 40,
      targetsDown: 1,
      targets: [
        {
          job: 'payment',
          url: 'http://payment:8080/metrics',
          health: 'down',
          lastError: 'connect ECONNREFUSED',
          lastScrapeMs: NOW - 4000,
        },
        { job: 'new', url: 'http://new/metrics', health: 'unknown', lastError: '', lastScrapeMs: undefined },
      ],
    })
    expect(body).toContain('<b>4.32 k <small>samples/s</small></b>')
    expect(body).toContain('<b>1.23 M <small>series</small></b>')
    expect(body).toContain('<b>40 <small>of 41 targets</small></b>')
    expect(body).toContain('<b>1 <small>target</small></b>')
    expect(body).toContain('<span class="state critical">down</span>')
    expect(body).toContain('connect ECONNREFUSED')
    expect(body).toContain('title="2026-11-20T23:59:56.000Z">4 s ago')
    expect(body).toContain('not yet')
    expect(body).toContain('2 of 41 targets, those that are down first.')
    expect(body).toContain('1.23 k samples/s')
  })

  it('says what to do where nothing comes in', async () => {
    const { body } = await page(EMPTY)
    expect(body).toContain('Nothing comes in yet. Point something at one of the doors below.')
    expect(body).toContain('Nothing is scraped. Name a prometheus.yml under')
    expect(body).toContain('remote_write:\n  - url: http://127.0.0.1:9090/api/v1/write')
    expect(body).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318')
    expect(body.split('<script>')[0]).not.toMatch(/NaN|undefined|null|\[object/)
  })

  it('runs only its own style and script, and asks nobody else for anything', async () => {
    const reply = await page(EMPTY)
    const policy = String(reply.headers['content-security-policy'])
    for (const element of ['style', 'script']) {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(reply.body)![1]!
      const hash = createHash('sha256').update(text).digest('base64')
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`)
    }
    expect(reply.body).not.toMatch(/(?:src|href)="(?!\/|data:)/)
    expect(reply.body).not.toContain(' style=')
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it("shows other people's text as text, whatever it is", async () => {
    const marker = 'q7'
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', 'a', ' ', '\n', '`') }),
        async odd => {
          const text = `${marker}${odd}${marker}`
          const target = { job: text, url: text, health: 'down' as const, lastError: text, lastScrapeMs: NOW }
          const { body } = await page({ ...EMPTY, targetsDown: 1, targets: [target] })
          const parts = body.split(marker).filter((_, i) => i % 2 === 1)
          expect(parts).toHaveLength(6)
          for (const part of parts) expect(part).not.toMatch(/[<>"']/)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('has its figures as JSON too', async () => {
    const app = await buildTestApp({
      plugins: [{ scope: 'read', routes: landingRoutes({ overview: () => EMPTY, health: () => 'good' }) }],
    })
    expect((await app.inject('/api/v1/status/overview')).json()).toEqual(EMPTY)
  })
})

describe('doors', () => {
  it('show where a token goes where one is needed', () => {
    const doors = describeDoors(
      { httpUrl: 'https://v.example', otlpHttpUrl: undefined, otlpGrpcUrl: undefined, tokensNeeded: true },
      () => 0,
    )
    const snippet = (name: string) => doors.find(door => door.name === name)!.snippet
    expect(snippet('Remote write')).toBe(
      'remote_write:\n  - url: https://v.example/api/v1/write\n    authorization:\n      credentials: vdt_...',
    )
    expect(snippet('OpenTelemetry')).toBe(
      'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_EXPORTER_OTLP_ENDPOINT=https://v.example/api/v1/otlp\nexport OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer vdt_..."',
    )
    expect(snippet('Push')).toContain('-H "Authorization: Bearer vdt_..."')
  })
})

describe('quantities', () => {
  it.each([
    [0, '0'],
    [0.04, '0.04'],
    [86.34, '86.3'],
    [999, '999'],
    [999.6, '1 k'],
    [1240, '1.24 k'],
    [1_234_567, '1.23 M'],
    [2.5e9, '2.5 G'],
    [Number.NaN, 'unknown'],
  ])('%d is %s', (value, text) => expect(formatQuantity(value)).toBe(text))

  it.each([
    [0, 'now'],
    [-5, 'now'],
    [12_000, '12 s ago'],
    [180_000, '3 min ago'],
    [7_200_000, '2 h ago'],
    [5 * 86_400_000, '5 d ago'],
  ])('%d ms is %s', (ageMs, text) => expect(formatAge(ageMs)).toBe(text))
})

describe('html', () => {
  it('escapes what is put in, but for HTML', () => {
    expect(html`<p title="${'"&\''}">${'<b>'}${[html`<i>${1}</i>`]}${undefined}${false}</p>`.markup).toBe(
      '<p title="&quot;&amp;&#39;">&lt;b&gt;<i>1</i></p>',
    )
  })
})
