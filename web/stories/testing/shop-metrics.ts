/**
 * A Vedette with an hour of a small shop's metrics in it, written by remote write, and a target that goes on exposing them with types, help
 * and exemplars, and a dashboard: enough to explore.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryDirectory } from '../../../server/testing/temporary-directory.ts'
import { OPENMETRICS, startTarget } from '../../../test/e2e/exposing-target.ts'
import { type WrittenSeries, write } from '../../../test/e2e/remote-write.ts'
import { until } from '../../../test/e2e/until.ts'
import { startVedette, type VedetteProcess } from '../../../test/e2e/vedette-process.ts'
import { addDashboard } from './every-panel.ts'

export interface ShopMetrics extends AsyncDisposable {
  readonly vedette: VedetteProcess
}

const ROUTES = ['/cart', '/pay', '/search'] as const
const STEP_MS = 15_000
/** What is asked at the moment finds something for as long as the stories may take. The server takes ten minutes ahead. */
const AHEAD_MS = 9 * 60_000
const BOUNDS = ['0.05', '0.1', '0.25', '0.5', '1', '+Inf'] as const
const SHARES = [0.3, 0.55, 0.8, 0.93, 0.99, 1] as const

export async function openShopMetrics(hours = 1): Promise<ShopMetrics> {
  const opened = new AsyncDisposableStack()
  try {
    const directory = opened.use(await temporaryDirectory())
    const target = opened.use(await startTarget(''))
    target.expose(exposed(Date.now()), { 'content-type': OPENMETRICS })
    const config = join(directory.path, 'prometheus.yml')
    await writeFile(
      config,
      JSON.stringify({
        // None that anybody would guess: what windows of rates are made for.
        global: { scrape_interval: '20s' },
        scrape_configs: [
          {
            job_name: 'live',
            scrape_interval: '2s',
            scrape_timeout: '2s',
            static_configs: [{ targets: [target.host] }],
          },
        ],
      }),
    )
    const reference = join(directory.path, 'METRICS.md')
    await writeFile(reference, REFERENCE)
    const vedette = opened.use(
      await startVedette({
        args: ['--prometheus', config],
        env: { VEDETTE_REFERENCE_FILES: reference },
      }),
    )
    await fill(vedette.url, hours)
    await addDashboard(vedette.url)
    await until('the metrics and their descriptions', async () => {
      const answer = await fetch(`${vedette.url}/api/v1/metadata?metric=http_request_duration_seconds`)
      const { data } = (await answer.json()) as { data: object }
      return Object.keys(data).length > 0 ? true : undefined
    })
    return { vedette, [Symbol.asyncDispose]: opened.disposeAsync.bind(opened.move()) }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

/** One that is right, one whose type and one whose labels have drifted, one that is gone. */
const REFERENCE = `# The shop's metrics

| Metric | Type | Labels | Description |
|---|---|---|---|
| http_request_duration_seconds | histogram | route | How long requests took. |
| queue_depth | counter | pod, team | Orders that wait for a worker. |
| http_requests_total | counter | path | Requests that were answered. |
| refunds_total | counter | | Money given back. |
`

async function fill(url: string, hours: number): Promise<void> {
  const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS
  const times = Array.from(
    { length: (hours * 3_600_000 + AHEAD_MS) / STEP_MS },
    (_, i) => endMs - hours * 3_600_000 + i * STEP_MS,
  )
  const answer = await write(url, seriesOver(times))
  if (answer.status >= 300) throw new Error(`remote write was refused: ${answer.status} ${answer.text}`)
}

function seriesOver(times: readonly number[]): WrittenSeries[] {
  const of = (
    name: string,
    labels: Readonly<Record<string, string>>,
    valueAt: (at: number, i: number) => number,
  ): WrittenSeries => ({
    labels: { __name__: name, job: 'shop', ...labels },
    samples: times.map((at, i) => [at, valueAt(at, i)] as const),
  })
  const duration = 'http_request_duration_seconds'
  const series = ['10.0.0.1:8080', '10.0.0.2:8080'].flatMap(instance =>
    ROUTES.flatMap((route, r) => {
      const labels = { instance, route }
      const counted = runningSum(times, at => 60 * (r + 1) + 40 * (r + 1) * Math.sin(at / 600_000))
      return [
        of('http_requests_total', { ...labels, code: '200' }, (_, i) => counted[i]!),
        of('http_requests_total', { ...labels, code: '500' }, (_, i) => Math.floor(counted[i]! * 0.012)),
        ...BOUNDS.map((le, b) =>
          of(`${duration}_bucket`, { ...labels, le }, (_, i) => counted[i]! * SHARES[b]!),
        ),
        of(`${duration}_count`, labels, (_, i) => counted[i]!),
        of(`${duration}_sum`, labels, (_, i) => counted[i]! * (0.12 + 0.05 * r)),
      ]
    }),
  )
  const workers = Array.from({ length: 150 }, (_, pod) =>
    of(
      'queue_depth',
      { pod: `worker-${pod}`, team: pod % 2 === 0 ? 'orders' : 'returns' },
      at => pod + 5 * Math.sin(at / 300_000 + pod),
    ),
  )
  return [
    ...series,
    ...workers,
    of(
      'process_resident_memory_bytes',
      { instance: '10.0.0.1:8080' },
      at => 3e8 + 4e7 * Math.sin(at / 900_000),
    ),
    of('up', { instance: '10.0.0.3:8080' }, () => 0),
    of('hostile', { markup: '<img src=x onerror=alert(1)>', long: 'x'.repeat(4_000) }, () => -1),
    of('hostile', { markup: 'none', long: 'short' }, () => -2),
  ]
}

function runningSum(times: readonly number[], perStep: (at: number) => number): number[] {
  let sum = 0
  return times.map(at => {
    sum += Math.round(perStep(at))
    return sum
  })
}

function exposed(nowMs: number): string {
  const seconds = (nowMs / 1000 - 1).toFixed(3)
  return [
    '# HELP http_requests Requests that were answered, by route and code.',
    '# TYPE http_requests counter',
    'http_requests_total{route="/live",code="200"} 5',
    '# HELP http_request_duration_seconds How long requests took, until the last byte was sent.',
    '# TYPE http_request_duration_seconds histogram',
    '# UNIT http_request_duration_seconds seconds',
    `http_request_duration_seconds_bucket{route="/live",le="0.1"} 3 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.067 ${seconds}`,
    `http_request_duration_seconds_bucket{route="/live",le="1.0"} 4 # {trace_id="00f067aa0ba902b7a3ce929d0e0e4736"} 0.42 ${seconds}`,
    'http_request_duration_seconds_bucket{route="/live",le="+Inf"} 5',
    'http_request_duration_seconds_count{route="/live"} 5',
    'http_request_duration_seconds_sum{route="/live"} 1.2',
    '# HELP process_resident_memory_bytes Memory that the process holds.',
    '# TYPE process_resident_memory_bytes gauge',
    'process_resident_memory_bytes 200000000',
    '# HELP queue_depth Orders that wait for a worker.',
    '# TYPE queue_depth gauge',
    'queue_depth{pod="live"} 3',
    '# TYPE hostile gauge',
    `# HELP hostile <script>alert(2)</script>${'h'.repeat(10_000)}`,
    'hostile{markup="live"} -1',
    '# EOF',
    '',
  ].join('\n')
}
