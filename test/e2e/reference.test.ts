/** The living reference: a document that is true, a service that moves away from it, and what is seen of that, by the command line and in the server. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReferenceAnswer } from '@vedette/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { getJson } from './answers.ts'
import { type ExposingTarget, OPENMETRICS, startTarget } from './exposing-target.ts'
import { startPrometheus } from './real-prometheus.ts'
import { until } from './until.ts'
import { runVedette, startVedette, type VedetteProcess } from './vedette-process.ts'

const DOCUMENT = `# Shop
| Metric | Type | Labels | Description |
|---|---|---|---|
| \`orders_total\` | Counter | \`status\` | Orders. |
| \`order_seconds\` | Histogram | - | Seconds of an order. |
| \`carts\` | Gauge | - | Open carts. |
| \`refunds_total\` | Counter | \`reason\` | Refunds; none yet. |
`
const AS_DOCUMENTED = `# TYPE orders_total counter
orders_total{status="paid"} 3
# TYPE order_seconds histogram
order_seconds_bucket{le="1"} 2
order_seconds_bucket{le="+Inf"} 3
order_seconds_sum 4
order_seconds_count 3
# TYPE carts gauge
carts 5
# TYPE refunds_total counter
`
/** Orders tell a channel, the histogram is a summary, carts are gone. */
const DRIFTED = `# TYPE orders_total counter
orders_total{status="paid",channel="web"} 3
# TYPE order_seconds summary
order_seconds{quantile="0.5"} 1
order_seconds_sum 4
order_seconds_count 3
# TYPE refunds_total counter
`
const FINDINGS = [
  'METRICS.md:4: orders_total: has the undocumented label channel',
  'METRICS.md:5: order_seconds: is documented as a histogram and is a summary',
  'METRICS.md:6: carts: is documented and not there',
]

const BEGAN_MS = Date.now()

let directory: TemporaryDirectory
let target: ExposingTarget
let vedette: VedetteProcess
let prometheusYml: object
beforeAll(async () => {
  directory = await temporaryDirectory()
  target = await startTarget(AS_DOCUMENTED)
  prometheusYml = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [
      { job_name: 'shop', static_configs: [{ targets: [target.host], labels: { team: 'checkout' } }] },
    ],
  }
  const put = (name: string, text: string) => writeFile(join(directory.path, name), text)
  await put('METRICS.md', DOCUMENT)
  await put('prometheus.yml', JSON.stringify(prometheusYml))
  await put('vedette.yml', 'prometheus: { config: prometheus.yml }\nreference: { files: [MET*.md] }\n')
  vedette = await startVedette({ args: ['--config', join(directory.path, 'vedette.yml')] })
})
afterAll(async () => {
  await vedette?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
  await directory?.remove()
})

/** Lines of the check, without the summary, files by their names. */
async function check(url: string, ...more: string[]): Promise<{ code: number | null; lines: string[] }> {
  const document = join(directory.path, 'METRICS.md')
  const args = ['reference', 'check', document, '--against', url, '--job', 'shop', ...more]
  const { code, out } = await runVedette(args)
  const lines = out.trim().split('\n')
  return { code, lines: lines.slice(0, -1).map(line => line.replace(/^\S*(?=METRICS\.md)/, '')) }
}

/** Waited for, as on a busy machine three seconds may pass without a good scrape. */
async function fitting(url: string, ...more: string[]): Promise<void> {
  await until(
    'what is there to fit',
    async () => {
      expect(await check(url, ...more)).toEqual({ code: 0, lines: [] })
      return true
    },
    { everyMs: 200 },
  )
}

async function reference(query = ''): Promise<ReferenceAnswer> {
  return (await getJson(`${vedette.url}/api/v1/reference?job=shop${query}`)) as ReferenceAnswer
}

/** What was there before stays in sight for the three seconds, and declarations for ten scrapes. */
async function drifted(url: string): Promise<void> {
  await until(
    'the drift to be seen',
    async () => {
      expect(await check(url, '--since', '3s')).toEqual({ code: 1, lines: FINDINGS })
      return true
    },
    { everyMs: 200 },
  )
}

describe('a service that is as documented', () => {
  it('passes, in Vedette and in Prometheus', async context => {
    await fitting(vedette.url)
    const program = externalProgram(context, 'prometheus')
    await using prometheus = await startPrometheus(program, directory.path, prometheusYml)
    await fitting(prometheus.url)
  })

  it('is fine in the server, too', async () => {
    const { counts, files, metrics } = await reference()
    expect(files).toMatchObject([{ metrics: 4, error: '' }])
    expect(counts).toMatchObject({ ok: 3, idle: 1, undocumented: 0 })
    expect(metrics.find(({ name }) => name === 'order_seconds')?.real).toMatchObject({
      types: ['histogram'],
      series: 4,
    })
  })
})

describe('a service that moves away from its document', () => {
  it('fails, in Vedette and in Prometheus, in the same words', async context => {
    target.expose(DRIFTED)
    await drifted(vedette.url)

    const program = externalProgram(context, 'prometheus')
    const own = await temporaryDirectory()
    await using prometheus = await startPrometheus(program, own.path, prometheusYml)
    await drifted(prometheus.url)
    await own.remove()
  })

  it('is seen in the server, which knows when something was there last', async () => {
    const metrics = await until('the drift to be seen', async () => {
      const found = await reference('&window=3s&status=missing')
      expect(found.counts).toMatchObject({ missing: 1, 'type-drift': 1, 'label-drift': 1, idle: 1 })
      return found.metrics
    })
    expect(metrics).toMatchObject([{ name: 'carts', status: 'missing' }])
    expect(metrics[0]!.lastSeenMs).toBeGreaterThan(BEGAN_MS)
  })

  it('is right again with a new document, without a reload', async () => {
    const now = DOCUMENT.replace('`status` |', '`status`, `channel` |')
      .replace('Histogram', 'Summary')
      .replace(/\| `carts`.*\n/, '')
    await writeFile(join(directory.path, 'METRICS.md'), now)
    await until('the new document to fit', async () => {
      const { counts } = await reference('&window=3s')
      expect(counts).toMatchObject({ ok: 2, idle: 1, missing: 0, 'type-drift': 0, 'label-drift': 0 })
      return true
    })
    await fitting(vedette.url, '--since', '3s')
  })
})

describe('counters of OpenMetrics', () => {
  it('are found by the name of their series', async () => {
    target.expose(
      '# TYPE orders counter\norders_total{status="paid",channel="web"} 3\n# TYPE order_seconds summary\norder_seconds_sum 4\norder_seconds_count 3\n# TYPE refunds counter\n# EOF\n',
      { 'content-type': OPENMETRICS },
    )
    await until(
      'the names of OpenMetrics',
      async () => {
        const { metrics } = await reference('&window=3s')
        return metrics.find(({ name }) => name === 'refunds_total')?.real?.name === 'refunds' || undefined
      },
      { everyMs: 100 },
    )
    await fitting(vedette.url, '--since', '3s')
  })
})

describe('a reload', () => {
  it('takes other documents', async () => {
    await writeFile(join(directory.path, 'vedette.yml'), 'prometheus: { config: prometheus.yml }\n')
    expect((await fetch(`${vedette.url}/-/reload`, { method: 'POST' })).status).toBe(200)
    const { files, counts } = await reference()
    expect([files, counts.ok]).toEqual([[], 0])
    expect(counts.undocumented).toBeGreaterThan(1)
  })
})
