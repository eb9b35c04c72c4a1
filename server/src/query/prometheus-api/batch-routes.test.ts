import type { BatchLine } from '@vedette/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp, queriesOver } from '../../../testing/prometheus-api.ts'
import { createLog } from '../../self/log.ts'

const MINUTE = 60_000

const store = createMemoryMetrics([
  {
    labels: { __name__: 'temperature', room: 'hall' },
    samples: Array.from({ length: 61 }, (_, i) => [i * MINUTE, i] as const),
  },
])

let app: Awaited<ReturnType<typeof prometheusApiApp>>

beforeAll(async () => {
  app = await prometheusApiApp({ store, queries: queriesOver(store), nowMs: () => 3_600_000 })
})

afterAll(() => app.close())

async function send(body: unknown, to = app) {
  return to.inject({
    method: 'POST',
    url: '/api/v1/query_batch',
    headers: { 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function lines(queries: readonly object[], to = app): Promise<Map<string, BatchLine>> {
  const { body } = await send({ queries }, to)
  const parsed = body
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as BatchLine)
  return new Map(parsed.map(line => [line.id, line]))
}

describe('a batch of queries', () => {
  it('has a line for each, as if each had been asked alone', async () => {
    const asked = { query: 'temperature * 2', start: '60', end: 180, step: '1m' }
    const answers = await lines([
      { id: 'range', kind: 'range', ...asked },
      { id: 'now', kind: 'instant', query: 'temperature', time: 3600 },
      { id: 'number', kind: 'range', ...asked, query: '3' },
    ])
    const alone = async (path: string, params: Record<string, string>): Promise<unknown> =>
      (await app.inject(`/api/v1/${path}?${new URLSearchParams(params)}`)).json()
    const form = { query: 'temperature * 2', start: '60', end: '180', step: '1m' }
    expect(answers.get('range')).toEqual({ id: 'range', ...((await alone('query_range', form)) as object) })
    expect(answers.get('number')).toEqual({
      id: 'number',
      ...((await alone('query_range', { ...form, query: '3' })) as object),
    })
    expect(answers.get('now')).toEqual({
      id: 'now',
      ...((await alone('query', { query: 'temperature', time: '3600' })) as object),
    })
  })

  it('answers the others where one fails, in the words that it has alone', async () => {
    const range = { kind: 'range', start: 0, end: 60, step: 60 }
    const answers = await lines([
      { id: 'a', ...range, query: 'sum(' },
      { id: 'b', ...range, query: 'temperature' },
      { id: 'c', ...range, query: 'temperature', step: 0 },
      { id: 'd', kind: 'instant', query: 'label_replace(temperature, "a", "b", "c", "(")' },
    ])
    expect([...answers.keys()].sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(answers.get('a')).toEqual({
      id: 'a',
      status: 'error',
      errorType: 'bad_data',
      error: 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
    })
    expect(answers.get('b')).toMatchObject({ status: 'success' })
    expect(answers.get('c')).toMatchObject({
      error:
        'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    })
    expect(answers.get('d')).toMatchObject({ errorType: 'execution' })
  })

  it('cuts at a limit, tells costs and exemplars when asked', async () => {
    const answers = await lines([
      { id: 'a', kind: 'instant', query: 'vector(1) or temperature', stats: 'all', limit: 1 },
      { id: 'b', kind: 'range', query: 'temperature', start: 0, end: 60, step: 60, exemplars: true },
    ])
    expect(answers.get('a')).toMatchObject({
      warnings: ['results truncated due to limit'],
      data: { stats: { vedette: { series: 1 } } },
    })
    expect(answers.get('b')).toMatchObject({ exemplars: [], data: { resultType: 'matrix' } })
  })

  it('comes as lines of JSON', async () => {
    const reply = await send({ queries: [{ id: 'a', kind: 'instant', query: '1' }] })
    expect(reply.headers['content-type']).toBe('application/x-ndjson')
    expect(reply.body.endsWith('\n')).toBe(true)
  })

  const one = { id: 'a', kind: 'instant', query: '1' }
  it.each([
    ['{', 'the body is not JSON: {"queries": [{"id": "a", "kind": "instant", "query": "up"}]} is expected'],
    [{ queries: [] }, 'queries: a batch has at least one question'],
    [
      { queries: Array.from({ length: 101 }, (_, i) => ({ ...one, id: String(i) })) },
      'queries: a batch has at most 100 questions',
    ],
    [{ queries: [one, one] }, 'queries: every question of a batch has an id of its own'],
    [
      { queries: [{ ...one, kind: 'no' }] },
      'queries.0.kind: Invalid option: expected one of "range"|"instant"',
    ],
  ])('refuses %#', async (body, error) => {
    const reply = await send(body)
    expect([reply.statusCode, reply.json()]).toEqual([400, { status: 'error', errorType: 'bad_data', error }])
  })
})

describe('the questions of a batch', () => {
  it('run a few at a time, each answered when it is ready, and end when the client hangs up', async () => {
    let running = 0
    let most = 0
    const aborted: string[] = []
    const release: (() => void)[] = []
    const slow = await prometheusApiApp({
      store,
      queries: {
        ...queriesOver(store),
        run: ({ query, signal }) =>
          query === 'quick'
            ? queriesOver(store).run({ project: 'default', query: '1', startMs: 0 })
            : new Promise((_, reject) => {
                most = Math.max(most, ++running)
                release.push(() => reject(new Error('released')))
                signal!.addEventListener('abort', () => {
                  aborted.push(query)
                  reject(signal!.reason)
                })
              }),
      },
    })
    const address = await slow.listen({ host: '127.0.0.1', port: 0 })
    const hangUp = new AbortController()
    const queries = ['quick', 'a', 'b', 'c', 'd', 'e', 'f'].map(query => ({
      id: query,
      kind: 'instant',
      query,
    }))
    const response = await fetch(`${address}/api/v1/query_batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ queries }),
      signal: hangUp.signal,
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    // Compressed or not, the first line is here before the others are worked out.
    let text = ''
    while (!text.endsWith('\n')) text += (await reader.read()).value ?? ''
    expect(JSON.parse(text)).toMatchObject({ id: 'quick', status: 'success' })
    await expect.poll(() => running).toBe(4)
    release[0]!()
    text = ''
    while (!text.endsWith('\n')) text += (await reader.read()).value ?? ''
    expect(JSON.parse(text)).toMatchObject({ id: 'a', errorType: 'internal' })
    await expect.poll(() => running).toBe(5)
    hangUp.abort()
    await reader.cancel().catch(() => {})
    await expect.poll(() => aborted).toEqual(expect.arrayContaining(['b', 'c', 'd', 'e']))
    expect(running).toBe(5)
    await slow.close()
  })

  it('are given up one by one: what runs ends, what waits is never asked, and none has a line', async () => {
    const running = new Map<string, () => void>()
    const aborted: string[] = []
    const slow = await prometheusApiApp({
      store,
      queries: {
        ...queriesOver(store),
        run: async ({ query, signal }) => {
          await new Promise<void>((resolve, reject) => {
            running.set(query, resolve)
            signal!.addEventListener('abort', () => {
              aborted.push(query)
              reject(signal!.reason)
            })
          })
          return queriesOver(store).run({ project: 'default', query: '1', startMs: 0 })
        },
      },
    })
    const address = await slow.listen({ host: '127.0.0.1', port: 0 })
    const post = (path: string, json: object) =>
      fetch(`${address}/api/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(json),
      })
    const queries = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => ({ id, kind: 'instant', query: id }))
    const asked = post('query_batch', { batch: 'mine', queries })
    await expect.poll(() => running.size).toBe(4)
    const again = await post('query_batch', { batch: 'mine', queries })
    expect([again.status, await again.json()]).toMatchObject([
      400,
      { error: 'a batch of this name is being answered already' },
    ])
    const cancel = await post('query_batch/cancel', { batch: 'mine', ids: ['b', 'e', 'unheard of'] })
    expect(cancel.status).toBe(204)
    await expect.poll(() => [...running.keys()]).toEqual(['a', 'b', 'c', 'd', 'f'])
    expect(aborted).toEqual(['b'])
    for (const finish of running.values()) finish()
    const answered = (await (await asked).text()).trimEnd().split('\n')
    expect(answered.map(each => (JSON.parse(each) as BatchLine).id).sort()).toEqual(['a', 'c', 'd', 'f'])
    // When it is over, its name is free, and there is nothing to give up.
    expect((await post('query_batch/cancel', { batch: 'mine', ids: ['a'] })).status).toBe(204)
    expect((await post('query_batch/cancel', { batch: 'mine' })).status).toBe(400)
    await slow.close()
  })

  it('show no more than that something failed where nobody foresaw it; the log has the reason', async () => {
    const said: string[] = []
    const broken = await prometheusApiApp({
      log: createLog({ level: 'error', format: 'json', write: line => void said.push(line) }),
      queries: { ...queriesOver(store), run: () => Promise.reject(new Error('secret detail')) },
    })
    const answers = await lines([{ id: 'a', kind: 'instant', query: 'up' }], broken)
    expect(answers.get('a')).toEqual({
      id: 'a',
      status: 'error',
      errorType: 'internal',
      error: 'Vedette failed to answer this for a reason that nobody foresaw. Its log says more.',
    })
    expect(said.join('')).toContain('secret detail')
    await broken.close()
  })
})
