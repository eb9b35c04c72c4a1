/** Targets that expose nonsense, too much, or nothing in time: each is down with its reason, stores nothing, and harms no other target. */
import { createServer, type RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../../server/testing/loopback.ts'
import { ownMetric, targets } from './answers.ts'
import { exported, valuesOf } from './exported.ts'
import { OPENMETRICS, PLAIN_TEXT } from './exposing-target.ts'
import { type GoodTraffic, startGoodTraffic } from './good-traffic.ts'
import { until } from './until.ts'

const MIB = 2 ** 20

interface BadTarget {
  readonly name: string
  readonly listener: RequestListener
  /** Of its `scrape_configs` entry. */
  readonly settings?: object
  /** What `/api/v1/targets` says of it. */
  readonly words: RegExp
}

const exposing =
  (
    body: string | Uint8Array,
    contentType = PLAIN_TEXT,
    headers: Record<string, string> = {},
  ): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-type': contentType, ...headers })
    response.end(body)
  }

/** A good line before what is bad: none of it may be stored. */
const FIRST = 'before_it 1\n'
const TIMED_OUT = /deadline|timeout|in time|timed out/i

const BAD: readonly BadTarget[] = [
  { name: 'open-quote', listener: exposing(`${FIRST}a{b="c} 1\n`), words: /line 2/ },
  { name: 'no-value', listener: exposing(`${FIRST}a{b="c"}\n`), words: /line 2/ },
  { name: 'no-number', listener: exposing(`${FIRST}a 1\nb twelve\n`), words: /line 3/ },
  {
    name: 'html',
    listener: exposing('<html><body>Log in first</body></html>', 'text/html'),
    words: /text\/html/,
  },
  { name: 'binary', listener: exposing(Buffer.from('00ff00ff0a00', 'hex')), words: /line 1/ },
  {
    name: 'bad-utf-8',
    listener: exposing(
      Buffer.concat([Buffer.from(`${FIRST}a{b="`), Buffer.from([0xff]), Buffer.from('"} 1\n')]),
    ),
    words: /line 2.*UTF-8/,
  },
  { name: 'no-eof', listener: exposing(`# TYPE a gauge\na 1\n`, OPENMETRICS), words: /# EOF/ },
  { name: 'after-eof', listener: exposing('a 1\n# EOF\nb 1\n', OPENMETRICS), words: /EOF/ },
  {
    name: 'gzip-bomb',
    listener: exposing(gzipSync(Buffer.alloc(300 * MIB, '#')), PLAIN_TEXT, { 'content-encoding': 'gzip' }),
    settings: { body_size_limit: '10MB' },
    words: /body size limit exceeded/,
  },
  {
    name: 'no-gzip',
    listener: exposing('a 1\n', PLAIN_TEXT, { 'content-encoding': 'gzip' }),
    words: /not valid gzip/,
  },
  {
    name: 'endless',
    listener: (_, response) => {
      response.writeHead(200, { 'content-type': PLAIN_TEXT })
      const line = 'a 1\n'.repeat(20_000)
      const more = (): void => {
        while (!response.destroyed && response.write(line));
      }
      response.on('drain', more)
      more()
    },
    settings: { body_size_limit: '5MB' },
    words: /body size limit exceeded/,
  },
  {
    name: 'a-million-series',
    listener: exposing(
      gzipSync(Array.from({ length: 1_000_000 }, (_, i) => `m{i="${i}"} 1\n`).join('')),
      PLAIN_TEXT,
      {
        'content-encoding': 'gzip',
      },
    ),
    settings: { sample_limit: 1000, scrape_interval: '15s', scrape_timeout: '15s' },
    words: /sample limit|sample_limit/,
  },
  {
    name: 'a-million-labels',
    listener: exposing(
      gzipSync(`w{${Array.from({ length: 1_000_000 }, (_, i) => `l${i}="v"`).join(',')}} 1\n`),
      PLAIN_TEXT,
      { 'content-encoding': 'gzip' },
    ),
    settings: { label_limit: 30, scrape_interval: '15s', scrape_timeout: '15s' },
    words: /label_limit|labels/,
  },
  { name: 'silent', listener: () => {}, words: TIMED_OUT },
  {
    name: 'stuck',
    listener: (_, response) => {
      response.writeHead(200, { 'content-type': PLAIN_TEXT })
      response.write('a 1\n')
    },
    words: TIMED_OUT,
  },
  {
    name: 'short',
    listener: (_, response) => {
      response.writeHead(200, { 'content-type': PLAIN_TEXT, 'content-length': '1000' })
      response.write('a 1\n', () => response.destroy())
    },
    words: /\w+/,
  },
  {
    name: 'error',
    listener: (_, response) => {
      response.statusCode = 500
      response.end('a 1\n')
    },
    words: /server returned HTTP status 500 Internal Server Error/,
  },
]

const servers = new Map<string, Listening>()
let odd: Listening
let traffic: GoodTraffic
let url: string
beforeAll(async () => {
  for (const { name, listener } of BAD) servers.set(name, await listen(createServer(listener)))
  odd = await listen(createServer(exposing('now 1\nlong_ago 1 1000\nfar_ahead 1 99999999999999\n')))
  const jobOf = (name: string, host: string, settings: object = {}) => ({
    job_name: name,
    static_configs: [{ targets: [host] }],
    ...settings,
  })
  traffic = await startGoodTraffic({
    jobs: [
      ...BAD.map(({ name, settings }) => jobOf(name, servers.get(name)!.host, settings)),
      jobOf('odd-times', odd.host),
    ],
  })
  url = traffic.vedette.url
})
afterAll(async () => {
  await traffic[Symbol.asyncDispose]()
  for (const server of servers.values()) await server.close()
  await odd.close()
})

describe('a bad target', () => {
  it.each(BAD.map(({ name, words }) => ({ name, words })))('$name', async ({ name, words }) => {
    const target = await until('a scrape that says what is wrong', async () => {
      const { activeTargets } = await targets(url)
      const found = activeTargets.find(each => each.scrapePool === name)
      if (found === undefined || found.health === 'unknown') return false
      // While others of these keep the machine busy, a scrape may time out and say only that. Nothing else is waited for.
      const onlyLate =
        found.health === 'down' && TIMED_OUT.test(found.lastError) && !words.test(found.lastError)
      return !onlyLate && found
    })
    expect([target.health, target.lastError]).toEqual(['down', expect.stringMatching(words)])
    // Nothing of it but what tells of the scrape itself.
    const stored = await until('what the scrape is recorded as', async () => {
      const all = await exported(url, `{job="${name}"}`)
      return all.size >= 5 && all
    })
    const names = [...stored.keys()].map(series => series.slice(0, series.indexOf('{'))).sort()
    expect(names).toEqual([
      'scrape_duration_seconds',
      'scrape_samples_post_metric_relabeling',
      'scrape_samples_scraped',
      'scrape_series_added',
      'up',
    ])
    expect(new Set(await valuesOf(url, `up{job="${name}"}`))).toEqual(new Set([0]))
  })

  it('with times far off loses those samples only', async () => {
    const good = await until('its samples', async () => {
      const [now = new Map()] = (await exported(url, 'now')).values()
      const timesMs = [...now].filter(([, value]) => value !== null).map(([timeMs]) => timeMs)
      return timesMs.length > 1 && timesMs
    })
    // A scrape that times out on a busy machine has none of its samples; each that has them is a good one.
    const [up] = (await exported(url, 'up{job="odd-times"}')).values()
    expect(good.map(timeMs => up?.get(timeMs))).toEqual(good.map(() => 1))
    expect(await exported(url, '{__name__=~"long_ago|far_ahead"}')).toEqual(new Map())
    for (const reason of ['too-old', 'too-new']) {
      expect(await ownMetric(url, 'vedette_processor_samples_refused_total', reason)).toBeGreaterThan(0)
    }
  })
})

it('has harmed nothing', async () => {
  await traffic.expectUnharmed()
})
