/**
 * The load client, a process of its own: one connection for each shard of a load, one request in flight on each, as in
 * Prometheus's queue manager. 429, 5xx and broken connections are tried again until the deadline, other refusals are
 * counted and left. Tells its parent how far it is, and at the end what was acknowledged.
 *
 *     client.ts LOAD-DIR OPTIONS-AS-JSON
 */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeFile, type Frame, type Load, readFrames, shardFile } from '../data/load-file.ts'
import { quantile } from '../measure/median.ts'

export interface ClientOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** No shard runs further ahead of the slowest than this: Prometheus refuses what is an hour older than the newest. */
  readonly windowMs: number
  /** Sends nothing before the clock has reached its samples: live traffic instead of a rush. */
  readonly paced: boolean
  /** Over all connections; null: as fast as it goes. */
  readonly samplesPerSecond: number | null
  readonly deadlineMs: number
}

export interface Progress {
  readonly kind: 'progress'
  readonly ackedSamples: number
  /** The newest time that every shard has behind it. */
  readonly reachedMs: number
}

export interface Outcome {
  readonly kind: 'outcome'
  readonly seconds: number
  readonly ackedSamples: number
  readonly ackedRequests: number
  readonly retries: number
  /** Requests that were refused for good: shard, number within it, samples, status and words. */
  readonly refused: readonly Refused[]
  readonly refusedSamples: number
  readonly ackP50Ms: number
  readonly ackP99Ms: number
  readonly clientCpuSeconds: number
}

export interface Refused {
  readonly shard: number
  readonly request: number
  readonly samples: number
  readonly status: number
  readonly body: string
}

const [dir, optionText] = process.argv.slice(2)
const options = JSON.parse(optionText!) as ClientOptions
const load = JSON.parse(readFileSync(describeFile(dir!), 'utf8')) as Load

const reached = new Float64Array(load.shards).fill(Number.NEGATIVE_INFINITY)
const waiting = new Set<() => void>()
const refused: Refused[] = []
const ackMs: number[] = []
let ackedSamples = 0
let ackedRequests = 0
let refusedSamples = 0
let retries = 0
let startedSamples = 0

const started = performance.now()
const slowest = (): number => reached.reduce((least, time) => Math.min(least, time))

async function runShard(shard: number): Promise<void> {
  const frames = readFrames(shardFile(dir!, shard))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let number = 0, frame = frames.next(); frame !== undefined; number++, frame = frames.next()) {
    reached[shard] = frame.firstMs
    for (const wake of waiting) wake()
    waiting.clear()
    while (frame.firstMs > slowest() + options.windowMs) {
      await new Promise<void>(resolve => waiting.add(resolve))
    }
    await inTurn(frame.samples)
    if (options.paced) while (Date.now() < frame.lastMs) await sleep(Math.min(250, frame.lastMs - Date.now()))
    await deliver(agent, frame, shard, number)
  }
  reached[shard] = Number.POSITIVE_INFINITY
  for (const wake of waiting) wake()
  waiting.clear()
  frames.close()
  agent.destroy()
}

/** Waits until the samples fit into the rate. */
async function inTurn(samples: number): Promise<void> {
  if (options.samplesPerSecond === null) return
  const dueMs = started + (startedSamples / options.samplesPerSecond) * 1000
  startedSamples += samples
  const early = dueMs - performance.now()
  if (early > 1) await sleep(early)
}

async function deliver(agent: Agent, frame: Frame, shard: number, number: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const sent = performance.now()
    const reply = await post(agent, frame.body).catch((error: Error) => ({ status: 0, body: error.message }))
    if (reply.status >= 200 && reply.status < 300) {
      ackMs.push(performance.now() - sent)
      ackedSamples += frame.samples
      ackedRequests++
      return
    }
    const again = reply.status === 0 || reply.status === 429 || reply.status >= 500
    if (!again) {
      refusedSamples += frame.samples
      refused.push({ shard, request: number, samples: frame.samples, ...reply })
      return
    }
    if (Date.now() > options.deadlineMs) throw new Error(`no answer but ${reply.status} ${reply.body}`)
    retries++
    await sleep(Math.min(1000, 30 * 2 ** Math.min(attempt, 5)))
  }
}

function post(agent: Agent, body: Buffer): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      options.url,
      {
        agent,
        method: 'POST',
        timeout: 60_000,
        headers: {
          'Content-Type': 'application/x-protobuf',
          'Content-Encoding': 'snappy',
          'Content-Length': body.length,
          'User-Agent': 'vedette-bench',
          'X-Prometheus-Remote-Write-Version': '0.1.0',
          ...options.headers,
        },
      },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < 300) text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text.slice(0, 300) }))
        response.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within a minute')))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const report = setInterval(() => {
  process.send?.({ kind: 'progress', ackedSamples, reachedMs: slowest() } satisfies Progress)
}, 20)
await Promise.all(Array.from({ length: load.shards }, (_, shard) => runShard(shard)))
const seconds = (performance.now() - started) / 1000
clearInterval(report)
const { user, system } = process.cpuUsage()
process.send?.({
  kind: 'outcome',
  seconds,
  ackedSamples,
  ackedRequests,
  retries,
  refused,
  refusedSamples,
  ackP50Ms: quantile(ackMs, 0.5),
  ackP99Ms: quantile(ackMs, 0.99),
  clientCpuSeconds: (user + system) / 1e6,
} satisfies Outcome)
process.disconnect?.()
