import { createBatchBuilder, labelsOf, type MetricBatch, type NativeHistogram, STALE } from '@vedette/model'
import { relabelRule } from '@vedette/model/relabel'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/free-port.ts'
import { remoteWriteConfig } from '../../../testing/remote-write-config.ts'
import { type FarEnd, startFarEnd } from '../../../testing/remote-write-far-end.ts'
import type { RemoteWriteConfig } from '../../config/prometheus/types.ts'
import { createLog } from '../../self/log.ts'
import { registry } from '../../self/metrics.ts'
import { createForwarder, type ForwarderOptions } from './forward.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function farEnd(): Promise<FarEnd> {
  const far = await startFarEnd()
  cleanups.push(far.close)
  return far
}

function forwarder(configs: RemoteWriteConfig[], options: Partial<ForwarderOptions> = {}) {
  const lines: Record<string, unknown>[] = []
  const log = createLog({ level: 'info', format: 'json', write: line => lines.push(JSON.parse(line)) })
  const created = createForwarder(configs, { externalLabels: {}, log, drainDeadlineMs: 60_000, ...options })
  cleanups.push(created.stop)
  return { ...created, lines }
}

type Sample = readonly [
  labels: Record<string, string>,
  ...samples: (readonly [timeMs: number, value: number | 'stale'])[],
]

function batchOf(...series: Sample[]): MetricBatch {
  const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'test' })
  for (const [labels, ...samples] of series) {
    builder.series(labelsOf(labels))
    for (const [timeMs, value] of samples) {
      if (value === 'stale') builder.sampleFrom(timeMs, STALE, 0)
      else builder.sample(timeMs, value)
    }
  }
  return builder.build()
}

/** Of this receiver: `{reason: count}` for what was dropped. */
async function dropped(name: string): Promise<Record<string, number>> {
  const metric = await registry.getSingleMetric('vedette_forward_dropped_samples_total')!.get()
  return Object.fromEntries(
    metric.values
      .filter(({ labels }) => labels.remote === name)
      .map(({ labels, value }) => [labels.reason, value]),
  )
}

async function counted(metric: string, name: string): Promise<number> {
  const { values } = await registry.getSingleMetric(metric)!.get()
  return values.find(({ labels }) => labels.remote === name)?.value ?? 0
}

const HISTOGRAM: NativeHistogram = {
  integer: true,
  resetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 3,
  sum: 4.5,
  positiveSpans: [{ offset: 0, length: 2 }],
  positiveCounts: Float64Array.of(1, 2),
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  customValues: new Float64Array(0),
}

const V2 = 'io.prometheus.write.v2.Request'

describe.each(['prometheus.WriteRequest', V2] as const)(
  'what comes in is passed on as %s',
  protobufMessage => {
    it('with stale markers, histograms and exemplars', async () => {
      const far = await farEnd()
      const { forward } = forwarder([remoteWriteConfig(far.url, { protobufMessage })])
      const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'test' })
      builder.series(labelsOf({ __name__: 'up', job: 'web' }))
      builder.sample(1000, 1)
      builder.sampleFrom(2000, STALE, 0)
      builder.exemplar(1500, 7, labelsOf({ trace_id: 'abc' }))
      builder.series(labelsOf({ __name__: 'latency' }))
      builder.histogram(1000, HISTOGRAM)
      builder.histogram(2000, 'stale')
      forward(builder.build())
      // The door uses its memory again at once.
      builder.clear()
      builder.series(labelsOf({ __name__: 'XX', XXX: 'XXX' }))
      builder.sample(9999, 9999)
      await far.until(() => far.collected.series().size === 2)
      expect(far.collected.samples()).toEqual({
        'up{job="web"}': [
          [1000, 1],
          [2000, 'stale'],
        ],
      })
      expect(far.collected.series().get('latency')!.histograms).toEqual([
        [1000, HISTOGRAM],
        [2000, 'stale'],
      ])
      expect(far.collected.series().get('up{job="web"}')!.exemplars).toEqual([
        { timeMs: 1500, value: 7, labels: expect.stringContaining('abc') },
      ])
      const version2 = protobufMessage === V2
      expect(far.requests[0]).toMatchObject({
        'content-encoding': 'snappy',
        'content-type': version2 ? `application/x-protobuf;proto=${V2}` : 'application/x-protobuf',
        'x-prometheus-remote-write-version': version2 ? '2.0.0' : '0.1.0',
        'user-agent': expect.stringMatching(/^Vedette\//),
      })
    })

    it('with metadata', async () => {
      const far = await farEnd()
      const metadata = { send: true, sendIntervalMs: 20, maxSamplesPerSend: 1 }
      const { forward } = forwarder([remoteWriteConfig(far.url, { protobufMessage, metadata })])
      const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'test' })
      builder.series(labelsOf({ __name__: 'requests_total' }))
      builder.sample(1000, 1)
      builder.series(labelsOf({ __name__: 'latency_seconds_bucket', le: '1' }))
      builder.sample(1000, 1)
      builder.metadata({ family: 'requests_total', type: 'counter', unit: '', help: 'All requests.' })
      builder.metadata({ family: 'latency_seconds', type: 'histogram', unit: 'seconds', help: 'How long.' })
      forward(builder.build())
      const seen = (): Set<string> =>
        new Set(far.collected.metadata.map(({ type, help }) => `${type} ${help}`))
      await far.until(() => seen().size === 2)
      expect([...seen()].sort()).toEqual(['counter All requests.', 'histogram How long.'])
    })
  },
)

describe('labels', () => {
  it('of the outside are added where the series has none, before the rules rewrite or drop', async () => {
    const far = await farEnd()
    const { forward, stop } = forwarder(
      [
        remoteWriteConfig(far.url, {
          name: 'labels',
          writeRelabelConfigs: [
            relabelRule({ sourceLabels: ['__name__'], regex: 'go_.*', action: 'drop' }),
            relabelRule({ sourceLabels: ['cluster'], targetLabel: 'from', replacement: '$1-x' }),
            relabelRule({ regex: 'pod', action: 'labeldrop' }),
          ],
        }),
      ],
      { externalLabels: { cluster: 'eu', zone: 'a' } },
    )
    const batch = batchOf(
      [{ __name__: 'up', pod: 'p' }, [1000, 1]],
      [{ __name__: 'up', zone: 'b' }, [1000, 2]],
      [{ __name__: 'go_threads' }, [1000, 3], [2000, 4]],
    )
    forward(batch)
    forward(batch)
    await stop()
    expect(Object.keys(far.collected.samples()).sort()).toEqual([
      'up{cluster="eu", from="eu-x", zone="a"}',
      'up{cluster="eu", from="eu-x", zone="b"}',
    ])
    expect(await dropped('labels')).toEqual({ relabelled: 4 })
  })

  it('are sorted, whatever way they came', async () => {
    const far = await farEnd()
    const { forward } = forwarder([remoteWriteConfig(far.url)])
    const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'test' })
    builder.series([
      { name: 'b', value: '2' },
      { name: '__name__', value: 'up' },
      { name: 'a', value: '1' },
    ])
    builder.sample(1000, 1)
    forward(builder.build())
    await far.until(() => far.collected.batches.length === 1)
    expect(far.collected.samples()).toEqual({ 'up{a="1", b="2"}': [[1000, 1]] })
  })
})

describe('a request', () => {
  it('holds at most so many samples, or what came within the deadline', async () => {
    const far = await farEnd()
    const queue = { maxSamplesPerSend: 10, batchSendDeadlineMs: 20 }
    const { forward } = forwarder([remoteWriteConfig(far.url, { queue })])
    forward(
      batchOf(...Array.from({ length: 25 }, (_, i): Sample => [{ __name__: 'm', i: String(i) }, [1000, i]])),
    )
    await far.until(() => far.collected.series().size === 25)
    expect(far.requests.length).toBe(3)
  })

  it('carries the headers of the configuration', async () => {
    const far = await farEnd()
    const { forward } = forwarder([remoteWriteConfig(far.url, { headers: { 'X-Scope-OrgID': 'tenant' } })])
    forward(batchOf([{ __name__: 'up' }, [1000, 1]]))
    await far.until(() => far.requests.length === 1)
    expect(far.requests[0]!['x-scope-orgid']).toBe('tenant')
  })

  it('is sent again while the receiver is broken, and not again when it is refused', async () => {
    const far = await farEnd()
    far.answers.push(
      { status: 503, body: 'not now' },
      { status: 500 },
      { status: 400, body: 'bad labels\nmore' },
    )
    const { forward, lines } = forwarder([remoteWriteConfig(far.url, { name: 'again' })])
    forward(batchOf([{ __name__: 'one' }, [1000, 1]]))
    await far.until(() => far.requests.length === 3)
    forward(batchOf([{ __name__: 'two' }, [1000, 2]]))
    await far.until(() => far.collected.batches.length === 1)
    expect(far.requests.map(headers => headers['retry-attempt'])).toEqual([undefined, '1', '2', undefined])
    expect(far.collected.samples()).toEqual({ two: [[1000, 2]] })
    expect(await dropped('again')).toEqual({ refused: 1 })
    expect(await counted('vedette_forward_retried_samples_total', 'again')).toBe(2)
    expect(lines.map(({ message, reason }) => [message, reason]).slice(0, 2)).toEqual([
      ['remote_write is not taken, it is tried again', 'status 503 Service Unavailable: not now'],
      ['remote_write was refused, the samples are dropped', 'status 400 Bad Request: bad labels'],
    ])
  })

  it('waits as long as the receiver asks for', async () => {
    const far = await farEnd()
    far.answers.push({ status: 503, headers: { 'retry-after': '0' } })
    // The pause of our own would outlast the test.
    const queue = { minBackoffMs: 3_600_000, maxBackoffMs: 3_600_000 }
    const { forward } = forwarder([remoteWriteConfig(far.url, { queue })])
    forward(batchOf([{ __name__: 'up' }, [1000, 1]]))
    await far.until(() => far.collected.batches.length === 1)
  })

  it('is sent again after 429 only where the configuration says so', async () => {
    const far = await farEnd()
    far.answers.push({ status: 429 })
    const { forward } = forwarder([remoteWriteConfig(far.url, { queue: { retryOnRateLimit: true } })])
    forward(batchOf([{ __name__: 'up' }, [1000, 1]]))
    await far.until(() => far.collected.batches.length === 1)
    const strict = await farEnd()
    strict.answers.push({ status: 429 })
    const second = forwarder([remoteWriteConfig(strict.url, { name: 'limited' })])
    second.forward(batchOf([{ __name__: 'up' }, [1000, 1]]))
    await strict.until(() => strict.requests.length === 1)
    await second.stop()
    expect(await dropped('limited')).toEqual({ refused: 1 })
  })
})

describe('a receiver that is away', () => {
  it('gets everything in order once it is back', async () => {
    const far = await farEnd()
    far.answers.push(...Array.from({ length: 5 }, () => ({ status: 502 })))
    const { forward, lines, stop } = forwarder([remoteWriteConfig(far.url)])
    for (let i = 1; i <= 10; i++) forward(batchOf([{ __name__: 'up' }, [i * 1000, i]]))
    await far.until(() => far.collected.samples().up?.length === 10)
    expect(
      far.collected
        .series()
        .get('up')!
        .samples.map(([timeMs]) => timeMs),
    ).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 1000))
    await stop()
    expect(lines.map(({ message }) => message)).toContain('remote_write is taken again')
  })

  it('costs no more memory than its queue may hold, and then samples', async () => {
    const far = await farEnd()
    const release = far.hold()
    const queue = { capacity: 10, maxShards: 2, maxSamplesPerSend: 5 }
    const { forward, stop, lines } = forwarder([remoteWriteConfig(far.url, { name: 'full', queue })])
    for (let i = 0; i < 30; i++) forward(batchOf([{ __name__: 'm', i: String(i) }, [1000, i]]))
    expect(await dropped('full')).toEqual({ 'queue-full': 10 })
    expect(await counted('vedette_forward_pending_samples', 'full')).toBe(20)
    expect(lines[0]!.message).toBe(
      'remote_write drops samples: its queue is full (queue_config.capacity times max_shards)',
    )
    release()
    await stop()
    expect(far.collected.series().size).toBe(20)
    expect(await counted('vedette_forward_samples_total', 'full')).toBe(20)
  })

  it('does not get samples that have become too old', async () => {
    const far = await farEnd()
    let nowMs = 10_000
    const release = far.hold()
    far.answers.push({ status: 503 })
    const { forward, stop } = forwarder(
      [remoteWriteConfig(far.url, { name: 'aging', queue: { sampleAgeLimitMs: 5000 } })],
      { nowMs: () => nowMs },
    )
    forward(batchOf([{ __name__: 'm' }, [4000, 1], [6000, 2], [9000, 3]]))
    await far.until(() => far.requests.length === 1)
    nowMs = 12_000
    release()
    await stop()
    expect(far.collected.samples()).toEqual({ m: [[9000, 3]] })
    expect(await dropped('aging')).toEqual({ 'too-old': 2 })
  })
})

describe('stopping', () => {
  it('sends what waits', async () => {
    const far = await farEnd()
    const { forward, stop } = forwarder([
      remoteWriteConfig(far.url, { queue: { batchSendDeadlineMs: 3_600_000 } }),
    ])
    forward(batchOf([{ __name__: 'up' }, [1000, 1]]))
    await stop()
    expect(far.collected.samples()).toEqual({ up: [[1000, 1]] })
  })

  it('gives up at the deadline and counts what is lost', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    const { forward, stop } = forwarder(
      [remoteWriteConfig(url, { name: 'gone', queue: { maxSamplesPerSend: 2 } })],
      {
        drainDeadlineMs: 30,
      },
    )
    forward(batchOf([{ __name__: 'up' }, [1000, 1], [2000, 2], [3000, 3]]))
    await stop()
    expect(await dropped('gone')).toEqual({ shutdown: 3 })
  })
})

describe('a new configuration', () => {
  it('keeps the queues of receivers that stayed and drains the others', async () => {
    const [stays, goes, comes] = [await farEnd(), await farEnd(), await farEnd()]
    const slow = { batchSendDeadlineMs: 3_600_000 }
    const kept = remoteWriteConfig(stays.url, { queue: slow })
    const { forward, apply, stop } = forwarder([kept, remoteWriteConfig(goes.url, { queue: slow })])
    forward(batchOf([{ __name__: 'first' }, [1000, 1]]))
    await apply(
      [remoteWriteConfig(stays.url, { queue: slow }), remoteWriteConfig(comes.url, { queue: slow })],
      {},
    )
    expect(goes.collected.samples()).toEqual({ first: [[1000, 1]] })
    expect(stays.requests.length).toBe(0)
    forward(batchOf([{ __name__: 'second' }, [2000, 2]]))
    await stop()
    expect(Object.keys(stays.collected.samples()).sort()).toEqual(['first', 'second'])
    expect(Object.keys(comes.collected.samples())).toEqual(['second'])
    expect(goes.requests.length).toBe(1)
  })
})
