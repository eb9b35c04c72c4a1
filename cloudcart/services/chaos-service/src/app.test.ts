import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CHAOS_STATE_PATH } from '../../../contracts/chaos-state.ts'
import { NO_CHAOS } from '../../../contracts/events.ts'
import { FAULT_NAMES } from '../../../contracts/faults.ts'
import { INTERNAL_HEADER } from '../../../kit/call.ts'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { createTokens } from '../../../kit/tokens.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { until } from '../../../testing/until.ts'
import { createChaosService } from './app.ts'

const SECRET = 'a secret of the tests'
const fastChaos = createChaosService({ settleEveryMs: 20 })

interface Entry {
  readonly id: string
  readonly outcome: string | null
  readonly endedAt: string | null
}

/** Everything that is looked at in some answer. */
interface Body {
  readonly faults: readonly { readonly name: string }[]
  readonly active: readonly object[]
  readonly ended: readonly object[]
  readonly injections: readonly { readonly kind: string }[]
  readonly entries: readonly Entry[]
  readonly next?: string
}

interface Reply {
  readonly status: number
  readonly body: Body
  readonly type: string
}

async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: (await answer.json()) as Body,
  }
}

const bearer = async (role: 'admin' | 'customer', nowMs?: () => number) => ({
  authorization: `Bearer ${await createTokens(SECRET, nowMs).sign({ userId: `u-${role}`, role })}`,
})

/** Asks as an admin. */
async function adminOf(service: Booted) {
  const headers = await bearer('admin', service.kit.nowMs)
  return (method: string, path: string, body?: unknown) => request(service.url, method, path, body, headers)
}

const stateOf = async (service: Booted) =>
  (await request(service.url, 'GET', CHAOS_STATE_PATH, undefined, { [INTERNAL_HEADER]: SECRET })).body

const problem = (status: number, code: string) => ({
  status,
  type: expect.stringContaining('application/problem+json'),
  body: expect.objectContaining({ status, code }),
})

async function withDataDir(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chaos-service-'))
  try {
    await work(dataDir)
  } finally {
    await rm(dataDir, { recursive: true })
  }
}

describe('chaos', () => {
  it('is for admins, and its state for services', async () => {
    await using service = await bootForTest(fastChaos)
    const routes = [
      ['GET', '/status'],
      ['POST', '/enable'],
      ['POST', '/disable'],
      ['PUT', '/config', { latency: NO_CHAOS.latency, error: NO_CHAOS.error, timeout: NO_CHAOS.timeout }],
      ['POST', '/inject/latency', {}],
      ['POST', '/inject/error', {}],
      ['POST', '/inject/timeout', {}],
      ['POST', '/inject/random', {}],
      ['GET', '/faults'],
      ['POST', '/faults/log-flood', { grade: 1 }],
      ['DELETE', '/faults/log-flood'],
      ['DELETE', '/faults'],
      ['GET', '/ledger'],
    ] as const
    const customer = await bearer('customer')
    for (const [method, path, body] of routes) {
      expect(await request(service.url, method, path, body), path).toMatchObject(
        problem(401, 'token_missing'),
      )
      expect(await request(service.url, method, path, body, customer), path).toMatchObject(
        problem(403, 'admin_only'),
      )
    }
    for (const headers of [{}, { [INTERNAL_HEADER]: 'guessed' }, await bearer('admin')]) {
      expect(await request(service.url, 'GET', CHAOS_STATE_PATH, undefined, headers)).toMatchObject(
        problem(403, 'internal_only'),
      )
    }
    expect(await stateOf(service)).toEqual({ chaos: NO_CHAOS, faults: [], injections: [] })
    expect(await service.sample('chaos_http_requests_total', { endpoint: CHAOS_STATE_PATH })).toBeUndefined()
  })

  it('is switched and configured; its settings stay over a restart, that it is on does not', () =>
    withDataDir(async dataDir => {
      const first = await bootForTest(fastChaos, { settings: { dataDir } })
      const send = await adminOf(first)
      const config = {
        latency: { probability: 0.5, minMs: 10, maxMs: 20 },
        error: { probability: 1, codes: [503] },
        timeout: { probability: 0 },
      }
      expect(await send('POST', '/enable')).toMatchObject({ status: 200, body: { enabled: true } })
      expect(await send('PUT', '/config', config)).toMatchObject({
        status: 200,
        body: { enabled: true, ...config },
      })
      expect(await stateOf(first)).toMatchObject({ chaos: { enabled: true, ...config } })
      expect(await send('GET', '/status')).toMatchObject({ body: { chaos: { enabled: true, ...config } } })
      await send('POST', '/disable', {})
      await send('POST', '/enable')
      expect(await first.sample('chaos_enabled_total')).toBe(2)
      expect(await first.sample('chaos_disabled_total')).toBe(1)
      expect(await first.sample('chaos_config_updates_total')).toBe(1)
      expect(
        await first.sample('chaos_injections_total', { injection_type: 'enable', status: 'success' }),
      ).toBe(2)
      await first.stop()
      await using second = await bootForTest(fastChaos, { settings: { dataDir } })
      expect(await stateOf(second)).toMatchObject({ chaos: { enabled: false, ...config } })
    }))

  it('is over altogether when it is switched off, injections by hand too', async () => {
    await using service = await bootForTest(fastChaos)
    const send = await adminOf(service)
    await send('POST', '/enable')
    await send('POST', '/inject/latency', { latencyMs: 700, seconds: 60 })
    expect(await stateOf(service)).toMatchObject({ injections: [{ kind: 'latency' }] })
    await send('POST', '/disable')
    expect(await stateOf(service)).toMatchObject({ chaos: { enabled: false }, injections: [] })
  })

  it('is injected by hand for some seconds', async () => {
    let nowMs = Date.now()
    await using service = await bootForTest(fastChaos, { nowMs: () => nowMs })
    const send = await adminOf(service)
    const endMs = (seconds: number) => nowMs + seconds * 1000
    expect(await send('POST', '/inject/latency', { latencyMs: 700 })).toMatchObject({
      status: 201,
      body: { kind: 'latency', latencyMs: 700, code: 0, endMs: endMs(10) },
    })
    expect(await send('POST', '/inject/error', { code: 502, seconds: 30 })).toMatchObject({
      body: { kind: 'error', latencyMs: 0, code: 502, endMs: endMs(30) },
    })
    expect(await send('POST', '/inject/timeout', { seconds: 20 })).toMatchObject({
      body: { kind: 'timeout', endMs: endMs(20) },
    })
    expect((await stateOf(service)).injections).toHaveLength(3)
    nowMs += 15_000
    expect((await stateOf(service)).injections.map(each => each.kind)).toEqual(['error', 'timeout'])
    nowMs += 20_000
    expect((await stateOf(service)).injections).toEqual([])

    for (let i = 0; i < 20; i++)
      expect(await send('POST', '/inject/random', {})).toMatchObject({ status: 201 })
    expect(await send('POST', '/inject/random', {})).toMatchObject(problem(409, 'too_many_injections'))
    const counted = async (name: string, labels = {}) => (await service.sample(name, labels)) ?? 0
    expect(await counted('random_chaos_injections_total')).toBe(20)
    expect(await counted('chaos_injections_total', { injection_type: 'random', status: 'success' })).toBe(20)
    expect(await counted('chaos_injections_total', { injection_type: 'random', status: 'failed' })).toBe(1)
    expect(await counted('chaos_injections_total', { injection_type: 'latency', status: 'success' })).toBe(1)
    const latencies = await counted('latency_injections_total')
    const errors =
      (await counted('error_injections_total', { error_code: '500' })) +
      (await counted('error_injections_total', { error_code: '502' })) +
      (await counted('error_injections_total', { error_code: '503' }))
    expect(latencies + errors + (await counted('timeout_injections_total'))).toBe(23)
    expect(await counted('latency_injection_duration_ms_count')).toBe(latencies)
  })

  it('refuses what makes no sense', async () => {
    await using service = await bootForTest(fastChaos)
    const send = await adminOf(service)
    const { latency, error, timeout } = NO_CHAOS
    const bad: [string, string, unknown][] = [
      ['PUT', '/config', {}],
      ['PUT', '/config', { latency, error }],
      ['PUT', '/config', { latency: { ...latency, minMs: 2000 }, error, timeout }],
      ['PUT', '/config', { latency: { ...latency, probability: 1.5 }, error, timeout }],
      ['PUT', '/config', { latency: { ...latency, maxMs: 1e9 }, error, timeout }],
      ['PUT', '/config', { latency, error: { probability: 0.1, codes: [] }, timeout }],
      ['PUT', '/config', { latency, error: { probability: 0.1, codes: [200] }, timeout }],
      ['POST', '/inject/latency', { latencyMs: 0 }],
      ['POST', '/inject/latency', { seconds: 301 }],
      ['POST', '/inject/error', { code: 999 }],
      ['POST', '/inject/random', { seconds: '1; DROP TABLE fault_ledger' }],
      ['POST', '/faults/log-flood', {}],
      ['POST', '/faults/log-flood', { grade: 0.2 }],
      ['POST', '/faults/log-flood', { grade: 1, seconds: 0 }],
      ['POST', '/faults/log-flood', { grade: 1, seconds: 3601 }],
      ['GET', '/ledger?limit=0', undefined],
      ['GET', `/ledger?before=${encodeURIComponent("' OR 1=1 --")}`, undefined],
    ]
    for (const [method, path, body] of bad) {
      expect(await send(method, path, body), `${path} ${JSON.stringify(body)}`).toMatchObject(
        problem(400, 'invalid_request'),
      )
    }
    for (const name of [
      'nothing',
      '__proto__',
      'toString',
      encodeURIComponent("'; DROP TABLE fault_ledger; --"),
    ]) {
      expect(await send('POST', `/faults/${name}`, { grade: 1 }), name).toMatchObject(
        problem(404, 'no_such_fault'),
      )
      expect(await send('DELETE', `/faults/${name}`), name).toMatchObject(problem(404, 'no_such_fault'))
    }
    const large = await send('PUT', '/config', { latency, error, timeout, more: 'x'.repeat(1_100_000) })
    expect(large).toMatchObject({ status: 413, type: expect.stringContaining('problem') })
    expect((await send('GET', '/ledger')).body).toEqual({ entries: [] })
    expect(await stateOf(service)).toEqual({ chaos: NO_CHAOS, faults: [], injections: [] })
  })
})

describe('faults', () => {
  it('are graded, end by themselves, on demand and at another grade, and all of it stands in the ledger', async () => {
    let nowMs = Date.now()
    await using service = await bootForTest(fastChaos, { nowMs: () => nowMs })
    const send = await adminOf(service)
    const grade = (fault: string) => service.sample('cloudcart_fault_active', { fault })
    const listed = (await send('GET', '/faults')).body
    expect(listed.faults.map(each => each.name)).toEqual(FAULT_NAMES)
    expect(listed.active).toEqual([])
    for (const fault of FAULT_NAMES) expect(await grade(fault)).toBe(0)

    const startMs = nowMs
    const started = {
      fault: 'payment-outage',
      target: 'payment-service',
      grade: 0.5,
      startMs,
      endMs: startMs + 600_000,
    }
    expect(await send('POST', '/faults/payment-outage', { grade: 0.5 })).toMatchObject({
      status: 201,
      body: started,
    })
    expect((await stateOf(service)).faults).toEqual([started])
    expect((await send('GET', '/faults')).body.active).toEqual([started])
    expect(
      await service.sample('cloudcart_fault_active', { fault: 'payment-outage', target: 'payment-service' }),
    ).toBe(0.5)

    nowMs += 1_000
    await send('POST', '/faults/payment-outage', { grade: 1, seconds: 60 })
    await send('POST', '/faults/log-flood', { grade: 0.1 })
    expect(await grade('payment-outage')).toBe(1)
    nowMs += 1_000
    expect((await send('DELETE', '/faults/log-flood')).body.ended).toMatchObject([
      { fault: 'log-flood', grade: 0.1 },
    ])
    expect((await send('DELETE', '/faults/log-flood')).body.ended).toEqual([])
    nowMs += 120_000
    expect((await stateOf(service)).faults).toEqual([])
    expect(await grade('payment-outage')).toBe(0)
    const entries = async () => (await send('GET', '/ledger')).body.entries
    await until('the end in the ledger', async () => (await entries()).every(each => each.endedAt))
    const iso = (afterMs: number) => new Date(startMs + afterMs).toISOString()
    expect(await entries()).toMatchObject([
      {
        fault: 'log-flood',
        grade: 0.1,
        outcome: 'ended',
        startedAt: iso(1_000),
        endedAt: iso(2_000),
        startedBy: 'u-admin',
      },
      {
        fault: 'payment-outage',
        grade: 1,
        outcome: 'expired',
        startedAt: iso(1_000),
        endsAt: iso(61_000),
        endedAt: iso(61_000),
      },
      {
        fault: 'payment-outage',
        grade: 0.5,
        outcome: 'replaced',
        startedAt: iso(0),
        endsAt: iso(600_000),
        endedAt: iso(1_000),
      },
    ])
    const page = (await send('GET', '/ledger?limit=2')).body
    expect(page.entries).toHaveLength(2)
    expect((await send('GET', `/ledger?before=${page.next}`)).body.entries).toMatchObject([
      { outcome: 'replaced' },
    ])
    expect(await service.sample('cloudcart_faults_started_total', { fault: 'payment-outage' })).toBe(2)
    expect(await service.sample('cloudcart_faults_started_total', { fault: 'memory-leak' })).toBe(0)
  })

  it('are at work once each, however many start them at the same moment', async () => {
    await using service = await bootForTest(fastChaos)
    const send = await adminOf(service)
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send('POST', '/faults/slow-database', { grade: i % 2 === 0 ? 0.1 : 1 }),
      ),
    )
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(201))
    const { entries } = (await send('GET', '/ledger')).body
    expect(entries.filter(each => each.outcome === 'replaced')).toHaveLength(19)
    expect(entries.filter(each => each.outcome === null)).toHaveLength(1)
    expect((await stateOf(service)).faults).toHaveLength(1)

    await send('POST', '/faults/log-flood', { grade: 1 })
    expect((await send('DELETE', '/faults')).body.ended).toHaveLength(2)
    expect((await stateOf(service)).faults).toEqual([])
  })

  it('are told to others by events', async () => {
    await using service = await bootForTest(fastChaos)
    const events: StoredEvent[] = []
    await using stack = new AsyncDisposableStack()
    stack.adopt(
      await service.kit.events.subscribe({
        group: 'test',
        topics: ['chaos'],
        from: 'beginning',
        handle: async event => void events.push(event),
      }),
      subscription => subscription.close(),
    )
    const send = await adminOf(service)
    await send('POST', '/enable')
    await send('POST', '/inject/latency', { latencyMs: 50 })
    await send('POST', '/faults/log-flood', { grade: 1 })
    await send('DELETE', '/faults')
    await until('four events', () => events.length >= 4)
    const of = (type: string) => events.filter(event => event.type === type).map(event => event.payload)
    expect(of('chaos.enabled')).toEqual([{ by: 'u-admin' }])
    expect(of('chaos.injected')).toEqual([
      { kind: 'latency', target: 'api-gateway', detail: '50 ms of latency for 10 s' },
    ])
    expect(of('fault.started')).toMatchObject([{ fault: 'log-flood', target: 'product-service', grade: 1 }])
    expect(of('fault.ended')).toMatchObject([{ fault: 'log-flood', grade: 1, endMs: expect.any(Number) }])
    const published = (event_type: string) =>
      service.sample('chaos_kafka_messages_published_total', { event_type })
    expect(await published('chaos.injected')).toBe(1)
    expect(await published('fault.ended')).toBe(1)
    expect(await service.sample('chaos_kafka_publish_success_rate')).toBe(100)
    expect(await service.sample('chaos_kafka_publish_errors_total')).toBe(0)
  })

  it('end when the service stops', () =>
    withDataDir(async dataDir => {
      const first = await bootForTest(fastChaos, { settings: { dataDir } })
      await (await adminOf(first))('POST', '/faults/memory-leak', { grade: 1 })
      await first.stop()
      await using second = await bootForTest(fastChaos, { settings: { dataDir } })
      expect((await stateOf(second)).faults).toEqual([])
      expect((await (await adminOf(second))('GET', '/ledger')).body.entries).toMatchObject([
        { fault: 'memory-leak', outcome: 'service_stopped', endedAt: expect.any(String) },
      ])
    }))

  it('are over when the service was killed, and the ledger says so at the next start', () =>
    withDataDir(async dataDir => {
      const main = fileURLToPath(new URL('main.ts', import.meta.url))
      const env = {
        ...process.env,
        PORT: '0',
        CLOUDCART_DATA: dataDir,
        JWT_SECRET: SECRET,
        KAFKA_BROKERS: '',
        DATABASE_URL: '',
      }
      for (const key of ['KAFKA_BROKERS', 'DATABASE_URL'] as const) Reflect.deleteProperty(env, key)
      const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        let url: string | undefined
        for await (const line of createInterface({ input: child.stdout })) {
          url = / listens at (http:\S+)$/.exec(JSON.parse(line).message)?.[1]
          if (url !== undefined) break
        }
        const headers = await bearer('admin')
        const body = { grade: 0.5, seconds: 3600 }
        expect(await request(url!, 'POST', '/faults/stuck-consumer', body, headers)).toMatchObject({
          status: 201,
        })
      } finally {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }

      const before = Date.now()
      await using service = await bootForTest(fastChaos, { settings: { dataDir } })
      expect((await stateOf(service)).faults).toEqual([])
      const [entry, ...others] = (await (await adminOf(service))('GET', '/ledger')).body.entries
      expect(others).toEqual([])
      expect(entry).toMatchObject({ fault: 'stuck-consumer', grade: 0.5, outcome: 'interrupted' })
      expect(Date.parse(entry!.endedAt!)).toBeGreaterThanOrEqual(before)
      expect(service.lines).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          message: 'a fault was still open from before',
          fault: 'stuck-consumer',
        }),
      )
    }))
})
