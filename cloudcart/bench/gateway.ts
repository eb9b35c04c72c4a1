/**
 * What the gateway can take, and what instrumentation costs it: product listings from its cache, first at 1,500 a second, then as many as
 * it answers; with everything on, with metrics alone, with nothing.
 *
 *     node cloudcart/bench/gateway.ts [seconds]
 *
 * Both processes share the machine with whatever else runs: CPU a request is the figure to compare.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { CATALOGUE } from '../contracts/catalogue.ts'

const SECONDS = Number(process.argv[2] ?? 8)
const RATE = 1_500
const CONNECTIONS = 32
const WARM_UP = 3_000
/** Each visitor asks less often than the gateway's limit. */
const VISITORS = 4_000
const LISTING = '/api/products/products?limit=20'

const VARIANTS = {
  'traces, metrics, logs': { env: {}, args: [] },
  'metrics alone': { env: { OTEL_SDK_DISABLED: 'true', LOG_LEVEL: 'silent' }, args: [] },
  nothing: { env: { OTEL_SDK_DISABLED: 'true', LOG_LEVEL: 'silent' }, args: ['--no-metrics'] },
} as const

interface Usage {
  readonly cpuMs: number
  readonly residentMb: number
}

interface Measured {
  readonly perSecond: number
  readonly cpuUs: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cores: number
}

const catalogue = Buffer.from(JSON.stringify({ items: CATALOGUE.slice(0, 20), total: CATALOGUE.length }))

/** The product service, and the backend that takes spans and logs. */
async function startBehind() {
  const server = createServer((request, response) => {
    request.resume()
    const listing = request.url?.startsWith('/products') === true
    response.writeHead(200, { 'content-type': listing ? 'application/json' : 'application/x-protobuf' })
    response.end(listing ? catalogue : undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function measure(name: keyof typeof VARIANTS, behind: string): Promise<void> {
  const { env, args } = VARIANTS[name]
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('gateway-process.ts', import.meta.url)), ...args],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...process.env,
        PRODUCT_SERVICE_URL: behind,
        CHAOS_SERVICE_URL: behind,
        OTEL_EXPORTER_OTLP_ENDPOINT: behind,
        ...env,
      },
    },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const heard = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T
  const usage = (): Promise<Usage> => {
    child.stdin.write('cpu\n')
    return heard<Usage>()
  }
  const { url } = await heard<{ url: string }>()
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
  const ask = () => askOnce(pool)
  for (let i = 0; i < WARM_UP / CONNECTIONS; i++) await Promise.all(Array.from({ length: CONNECTIONS }, ask))

  report(name, `at ${RATE}/s`, await measured(usage, () => paced(ask)))
  report(name, 'at most', await measured(usage, () => flatOut(ask)))
  process.stdout.write(`${name.padEnd(24)} ${Math.round((await usage()).residentMb)} MB resident\n`)
  await pool.close()
  child.stdin.end()
  await once(child, 'exit')
}

async function askOnce(pool: Pool): Promise<number> {
  const visitor = Math.floor(Math.random() * VISITORS)
  const began = performance.now()
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: LISTING,
    headers: { 'x-forwarded-for': `10.9.${visitor >> 8}.${visitor & 255}` },
  })
  await body.dump()
  if (statusCode !== 200) throw new Error(`the gateway answered ${statusCode}`)
  return performance.now() - began
}

async function measured(usage: () => Promise<Usage>, load: () => Promise<number[]>): Promise<Measured> {
  const before = await usage()
  const began = performance.now()
  const times = (await load()).sort((a, b) => a - b)
  const seconds = (performance.now() - began) / 1000
  const cpuMs = (await usage()).cpuMs - before.cpuMs
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    perSecond: times.length / seconds,
    cpuUs: (cpuMs * 1000) / times.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cores: cpuMs / 1000 / seconds,
  }
}

/** So many a second, whether the earlier ones were answered or not. */
async function paced(ask: () => Promise<number>): Promise<number[]> {
  const asked: Promise<number>[] = []
  const began = performance.now()
  const total = RATE * SECONDS
  while (asked.length < total) {
    const due = Math.min(total, ((performance.now() - began) / 1000) * RATE)
    while (asked.length < due) asked.push(ask())
    await new Promise(done => setTimeout(done, 1))
  }
  return Promise.all(asked)
}

async function flatOut(ask: () => Promise<number>): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + SECONDS * 1000
  const one = async () => {
    while (performance.now() < end) times.push(await ask())
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, one))
  return times
}

function report(name: string, load: string, { perSecond, cpuUs, p50Ms, p99Ms, cores }: Measured): void {
  process.stdout.write(
    `${name.padEnd(24)} ${load.padEnd(10)} ${perSecond.toFixed(0).padStart(6)}/s  ` +
      `p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms  ` +
      `${cpuUs.toFixed(0)} us of CPU each, ${cores.toFixed(2)} cores\n`,
  )
}

const { server, url } = await startBehind()
for (const name of Object.keys(VARIANTS) as (keyof typeof VARIANTS)[]) await measure(name, url)
server.closeAllConnections()
server.close()
