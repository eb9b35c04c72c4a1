/** CloudCart keeps its word: every metric of the catalogue is exposed, every query finds something, traces and logs go all the way. */
import type { ReferenceAnswer } from '@vedette/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVICE_NAMES, type ServiceName } from '../../../cloudcart/contracts/services.ts'
import { ADMIN_PASSWORD } from '../../../scripts/watched-shop.ts'
import { externalProgram } from '../../../server/testing/external-program.ts'
import { ask, getJson, getText } from '../answers.ts'
import { until } from '../until.ts'
import { runVedette } from '../vedette-process.ts'
import { startBusyShop } from './busy-shop.ts'
import { HAS_CATALOGUE, metricRows, queryRows } from './catalogue.ts'
import { type Family, readExposed } from './exposed.ts'
import { contractBreaches } from './metrics-contract.ts'
import { METRICS_FILE, type ObservedShop } from './observed-shop.ts'
import { questionOf, reasonOutside } from './queries-contract.ts'
import { admin, calm, injections, newCustomer, order, pay } from './rounds.ts'
import { EDGES, edgesOf } from './signals-contract.ts'

let watched: ObservedShop
beforeAll(async () => {
  watched = await startBusyShop()
})
afterAll(async () => {
  await watched?.[Symbol.asyncDispose]()
})

describe.skipIf(!HAS_CATALOGUE)('every metric of the catalogue', () => {
  it('is exposed under its name, type and labels', async () => {
    const before = await exposed()
    await until(
      'metrics as the catalogue has them',
      async () => {
        const breaches = contractBreaches(metricRows(), before, await exposed())
        if (breaches.length > 0) throw new Error(breaches.join('\n'))
        return true
      },
      { everyMs: 1_000 },
    )
  })
})

describe.skipIf(!HAS_CATALOGUE)('every query of the catalogue', () => {
  it('finds something in Vedette', async context => {
    externalProgram(context, 'node-exporter')
    const questions = queryRows().filter(row => reasonOutside(row) === undefined)
    expect(questions.length).toBeGreaterThan(70)
    // A rate needs a step: what happened once before the first scrape is none.
    await injections(await admin(watched.gatewayUrl))
    // Not all at the same moment: a scrape that a busy machine lets time out ends what it brought.
    const open = new Set(questions)
    await until(
      'an answer to each',
      async () => {
        await Promise.all(
          [...open].map(async row => {
            if ((await count(questionOf(row))) > 0) open.delete(row)
          }),
        )
        const empty = [...open].map(row => `${row.id}: ${questionOf(row)}`)
        if (empty.length > 0) throw new Error(empty.join('\n'))
        return true
      },
      { withinMs: 90_000, everyMs: 1_000 },
    )
  })
})

describe("the shop's METRICS.md", () => {
  const JOB = 'cloudcart-services'

  it('says what is there: nothing is missing, nothing has drifted', async () => {
    const { vedetteUrl: url } = watched
    const check = (...more: string[]) =>
      runVedette(['reference', 'check', METRICS_FILE, '--against', url, '--job', JOB, ...more])
    await until(
      'a shop that is as documented',
      async () => {
        const { code, out, err } = await check(
          '--undocumented',
          'fail',
          '--ignore-metric',
          'process_*,nodejs_*',
        )
        if (code !== 0) throw new Error(out + err)
        return true
      },
      { everyMs: 1_000 },
    )
    const { out } = await check('--format', 'json')
    const { documented, counts } = JSON.parse(out)
    expect(documented).toBeGreaterThan(120)
    // What has happened at least once; the rest is declared.
    expect(counts.ok).toBeGreaterThan(110)
    expect(counts).toMatchObject({ missing: 0, 'type-drift': 0, 'label-drift': 0 })
  })

  it('is what the server itself finds', async () => {
    const answer = await found()
    expect(answer.problems).toEqual([])
    expect(answer.files).toEqual([expect.objectContaining({ error: '' })])
    expect(answer.counts).toMatchObject({ missing: 0, 'type-drift': 0, 'label-drift': 0 })
    const requests = requestsIn(answer)
    expect(requests.real?.types).toEqual(['histogram'])
    expect(requests.real?.series).toBeGreaterThan(100)
    await until(
      'requests that were seen again',
      async () => requestsIn(await found()).lastSeenMs! > requests.lastSeenMs!,
      { everyMs: 1_000 },
    )
  })

  const found = async () =>
    (await getJson(
      `${watched.vedetteUrl}/api/v1/reference?job=${JOB}&status=ok&limit=20000`,
    )) as ReferenceAnswer
  const requestsIn = ({ metrics }: ReferenceAnswer) =>
    metrics.find(({ name }) => name === 'http_request_duration_seconds')!
})

describe('a trace', () => {
  it('goes from the gateway to the order, the payment, its event and the notification', async () => {
    const { gatewayUrl: gateway, receiver } = watched
    await calm(gateway)
    const { send } = await newCustomer(gateway)
    const { status, body } = await order(send, 'p-010')
    expect(status).toBe(201)
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
    const paid = await pay(send, body.id, 'tok_ok', { traceparent })
    expect(paid).toMatchObject({ status: 200, body: { status: 'confirmed' } })
    const edges = await until(
      'the whole trace',
      () => {
        const found = edgesOf(receiver.spans.filter(span => span.traceId === traceId))
        const missing = EDGES.filter(edge => !found.includes(edge))
        if (missing.length > 0) throw new Error(`missing ${missing.join(', ')} among ${found.join(', ')}`)
        return found
      },
      { everyMs: 200 },
    )
    expect(edges).toEqual(expect.arrayContaining([...EDGES]))
  })

  it('carries the attributes that people search by, and nothing secret', () => {
    const servers = watched.receiver.spans.filter(span => span.kind === 2)
    for (const { attributes } of servers) {
      expect(Object.keys(attributes)).toEqual(
        expect.arrayContaining(['http.method', 'http.url', 'http.status_code']),
      )
    }
    expect(servers.some(({ attributes }) => attributes['user.id'] !== undefined)).toBe(true)
    expect(JSON.stringify(watched.receiver.spans)).not.toMatch(
      new RegExp(`tok_ok|correct horse|${ADMIN_PASSWORD}`),
    )
  })
})

describe('log lines', () => {
  it('have all their fields, from every service, on stdout and by OTLP', () => {
    const { lines, receiver } = watched
    for (const name of SERVICE_NAMES) {
      const own = lines.filter(line => line.service === name)
      expect(own.length, name).toBeGreaterThan(0)
      expect(own[0]).toEqual(
        expect.objectContaining({
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          level: expect.stringMatching(/^(debug|info|warn|error)$/),
          message: expect.any(String),
          version: expect.any(String),
        }),
      )
      expect(
        receiver.logs.some(({ service }) => service === name),
        `${name} by OTLP`,
      ).toBe(true)
    }
  })

  it('have the trace that they were written in, and stacks where something broke', () => {
    const { lines, receiver } = watched
    expect(
      lines.filter(line => typeof line.trace_id === 'string' && typeof line.span_id === 'string').length,
    ).toBeGreaterThan(100)
    const { traceId, spanId } = receiver.logs.find(log => log.traceId !== '')!
    expect([traceId, spanId]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ])
  })

  it('hold no password, token or card', () => {
    const { lines, receiver } = watched
    const text = JSON.stringify(lines) + JSON.stringify(receiver.logs)
    expect(text).not.toMatch(/correct horse|eyJ[\w-]{10,}\.|tok_(ok|declined)/)
    expect(text).not.toContain(ADMIN_PASSWORD)
  })
})

async function exposed(): Promise<Map<ServiceName, Map<string, Family>>> {
  const all = await Promise.all(
    SERVICE_NAMES.map(
      async name => [name, readExposed(await getText(`${watched.shop.urlOf(name)}/metrics`))] as const,
    ),
  )
  return new Map(all)
}

async function count(query: string): Promise<number> {
  const { result } = await ask<{ result: unknown[] }>(
    watched.vedetteUrl,
    `query?query=${encodeURIComponent(query)}`,
  )
  return result.length
}
