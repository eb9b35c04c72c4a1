/**
 * What the scrape loop itself costs: reading a page of 10,000 series (1 MB of text) that was read before, and turning it into a batch. No
 * sockets, no store. Prints figures; run it with plain node: `node bench/scrape-parse.ts`.
 */
import { GCProfiler } from 'node:v8'
import { labelsOf } from '@vedette/model'
import { defaultScrapeConfig } from '../server/src/config/prometheus/defaults.ts'
import { TargetSamples } from '../server/src/ingest/scrape/target-samples.ts'
import { ProtobufWriter } from '../server/src/wire/protobuf-writer.ts'

const FAMILIES = 100
const SERIES_PER_FAMILY = 100
const SERIES = FAMILIES * SERIES_PER_FAMILY
const PAGES = 20
const ROUNDS = 7
const SCRAPES_PER_ROUND = 100

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

/**
 * Counters and gauges, whole numbers, decimals and doubles with all their digits; page n is what the target says at scrape n. Of
 * each family, `newPerFamily` series are new on each page.
 */
function page(n: number, openMetrics: boolean, newPerFamily: number): Buffer {
  let text = ''
  for (let f = 0; f < FAMILIES; f++) {
    const type = f % 2 === 0 ? 'counter' : 'gauge'
    const name = `service_requests_family_${f}${type === 'counter' && !openMetrics ? '_total' : ''}`
    const series = type === 'counter' && openMetrics ? `${name}_total` : name
    text += `# HELP ${name} How many requests this part of the service has handled so far.\n# TYPE ${name} ${type}\n`
    for (let s = 0; s < SERIES_PER_FAMILY; s++) {
      const value =
        s % 10 === 0
          ? Math.sin(s + n * f) * 1000
          : s % 3 === 0
            ? ((s * n) / 1000).toFixed(3)
            : s * 1000 + n * f
      text += `${series}{method="GET",path="/api/v1/resource/${s}",status="200",pod="service-${s < newPerFamily ? `new-${n}` : s % 7}"} ${value}\n`
    }
  }
  return Buffer.from(openMetrics ? `${text}# EOF\n` : text)
}

/** The same as protobuf. */
function protobufPage(n: number): Buffer {
  const writer = new ProtobufWriter()
  for (let f = 0; f < FAMILIES; f++) {
    writer.delimited(family => {
      family.string(1, `service_requests_family_${f}`)
      family.string(2, 'How many requests this part of the service has handled so far.')
      family.int(3, 1)
      for (let s = 0; s < SERIES_PER_FAMILY; s++) {
        family.message(4, metric => {
          const labels = {
            method: 'GET',
            path: `/api/v1/resource/${s}`,
            status: '200',
            pod: `service-${s % 7}`,
          }
          for (const [name, value] of Object.entries(labels)) {
            metric.message(1, label => {
              label.string(1, name)
              label.string(2, value)
            })
          }
          metric.message(2, gauge => gauge.double(1, s * 1000 + n * f))
        })
      }
    })
  }
  return Buffer.from(writer.finish())
}

async function measure(name: string, contentType: string, pageOf: (n: number) => Buffer): Promise<void> {
  const pages = Array.from({ length: PAGES }, (_, n) => pageOf(n + 1))
  const samples = new TargetSamples({
    project: 'default',
    origin: 'bench',
    labels: labelsOf({ job: 'bench', instance: 'localhost:9100' }),
    config: defaultScrapeConfig('bench'),
  })
  let scrapes = 0
  const scrape = async (): Promise<void> => {
    const { error } = await samples.take(pages[scrapes % PAGES]!, contentType, 15_000 * ++scrapes)
    if (error !== undefined) throw error
    if (samples.ready().batch.sampleCount < SERIES) throw new Error('samples are missing')
  }
  const first = process.cpuUsage()
  await scrape()
  const coldMs = cpuMs(first)
  for (let i = 0; i < 50; i++) await scrape()

  const rounds: number[] = []
  const collections = countCollections()
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    for (let i = 0; i < SCRAPES_PER_ROUND; i++) await scrape()
    rounds.push(cpuMs(start) / SCRAPES_PER_ROUND)
  }
  rounds.sort((a, b) => a - b)
  const median = rounds[ROUNDS >> 1]!
  console.log(
    [
      name.padEnd(30),
      `${(pages[0]!.length / 1e6).toFixed(2)} MB`,
      `first ${coldMs.toFixed(0).padStart(4)} ms`,
      `then ${median.toFixed(2).padStart(5)} ms CPU (${rounds[0]!.toFixed(2)} to ${rounds.at(-1)!.toFixed(2)})`,
      `${((median * 1e6) / SERIES).toFixed(0).padStart(4)} ns a series`,
      `${(collections() / (ROUNDS * SCRAPES_PER_ROUND)).toFixed(2)} garbage collections a scrape`,
    ].join('   '),
  )
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** How often memory was collected since, by V8's own count of what it found garbage. */
function countCollections(): () => number {
  const profiler = new GCProfiler()
  profiler.start()
  return () => profiler.stop()?.statistics.length ?? 0
}

await measure('Prometheus text', TEXT, n => page(n, false, 0))
await measure('Prometheus text, 1 % new series', TEXT, n => page(n, false, 1))
await measure('OpenMetrics', OPEN_METRICS, n => page(n, true, 0))
await measure('protobuf', PROTOBUF, protobufPage)
