import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { queriesOver } from '../../../testing/prometheus-api.ts'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import type { MetricStore } from '../../store/contract.ts'
import { QueryTurns } from './query-turns.ts'

const store = createMemoryMetrics([{ labels: { __name__: 'up' }, samples: [[1000, 1]] }])

/** Answers only when it is told to. */
function slowStore() {
  const waiting: (() => void)[] = []
  const openSelection: MetricStore['openSelection'] = (project, request, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      waiting.push(() => resolve(store.openSelection(project, request, signal)))
    })
  return { openSelection, waiting }
}

async function settled(check: () => boolean): Promise<void> {
  while (!check()) await new Promise(resolve => setImmediate(resolve))
}

describe('queries that run', () => {
  it('are listed, and can be killed', async () => {
    const slow = slowStore()
    const queries = queriesOver(slow)
    const asking = queries.run({ project: 'default', query: 'up', startMs: 1000 })
    await settled(() => slow.waiting.length === 1)
    const [running] = queries.running()
    expect(running).toMatchObject({ query: 'up', project: 'default', kind: 'instant', state: 'running' })
    expect(queries.kill('no such', undefined)).toBe(false)
    expect(queries.kill(running!.id, 'another project')).toBe(false)
    expect(queries.kill(running!.id, 'default')).toBe(true)
    await expect(asking).rejects.toMatchObject({ code: 'canceled', message: 'query was killed' })
    expect(queries.running()).toEqual([])
  })

  it('wait for their turn', async () => {
    const slow = slowStore()
    const queries = queriesOver(slow, { maxConcurrency: 1 })
    const first = queries.run({ project: 'default', query: 'up', startMs: 1000 })
    const second = queries.run({ project: 'default', query: 'up + 1', startMs: 1000 })
    await settled(() => slow.waiting.length === 1)
    expect(queries.running().map(({ state }) => state)).toEqual(['running', 'waiting'])
    slow.waiting[0]!()
    await first
    await settled(() => slow.waiting.length === 2)
    slow.waiting[1]!()
    expect((await second).value).toMatchObject({ kind: 'vector' })
  })

  it('end when nobody waits for them any more', async () => {
    const slow = slowStore()
    const queries = queriesOver(slow)
    const gone = new AbortController()
    const asking = queries.run({ project: 'default', query: 'up', startMs: 1000, signal: gone.signal })
    await settled(() => slow.waiting.length === 1)
    gone.abort()
    await expect(asking).rejects.toMatchObject({
      code: 'canceled',
      message: 'query was canceled in expression evaluation',
    })
  })
})

it('gives a turn that was never taken to nobody', async () => {
  const turns = new QueryTurns(1)
  const giveBack = await turns.take(new AbortController().signal)
  const gone = new AbortController()
  const waiting = turns.take(gone.signal)
  gone.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  giveBack()
  giveBack()
  expect([turns.running, turns.waiting]).toEqual([0, 0])
})

it('refuses what would have to wait behind too many', async () => {
  const turns = new QueryTurns(1)
  const { signal } = new AbortController()
  await turns.take(signal)
  for (let i = 0; i < 500; i++) void turns.take(signal)
  await expect(turns.take(signal)).rejects.toThrow('query.max_concurrency is 1')
})

it('logs every query with its cost, one JSON object a line', async () => {
  await using directory = await temporaryDirectory()
  const logFile = join(directory.path, 'query.log')
  const queries = queriesOver(store, { logFile })
  await queries.run({ project: 'default', query: 'up', startMs: 1000 })
  await queries.run({ project: 'default', query: 'sum(', startMs: 1000 }).catch(() => {})
  await queries.close()
  const lines = (await readFile(logFile, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines).toMatchObject([
    {
      params: { query: 'up', start: '1970-01-01T00:00:01.000Z', end: '1970-01-01T00:00:01.000Z', step: 0 },
      stats: { vedette: { series: 1 } },
    },
    { params: { query: 'sum(' }, error: expect.stringContaining('unclosed left parenthesis') },
  ])
})

it('answers another room with a vector, of a scalar too', async () => {
  const queries = queriesOver(store)
  const { signal } = new AbortController()
  expect(await queries.instantVector('default', 'up == 1', 1000, signal)).toHaveLength(1)
  expect((await queries.instantVector('default', '1 + 1', 1000, signal))[0]!.column.values[0]).toBe(2)
  await expect(queries.instantVector('default', '"text"', 1000, signal)).rejects.toThrow(
    'neither a vector nor a scalar',
  )
})
