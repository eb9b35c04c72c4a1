import { expect, it } from 'vitest'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp } from '../../../testing/prometheus-api.ts'

const NOW = Date.UTC(2026, 10, 21, 9)
const DAY = 86_400_000
const series = (name: string, pod: string, ...timesMs: number[]) => ({
  labels: { __name__: name, pod },
  samples: timesMs.map(timeMs => [timeMs, 1] as const),
})

async function ask(query = '') {
  const app = await prometheusApiApp({
    nowMs: () => NOW,
    store: createMemoryMetrics([
      series('a', '1', NOW - 7 * DAY, NOW - DAY, NOW),
      series('a', '2', NOW),
      series('b', '1', NOW - DAY),
      series('c', '1', NOW - 7 * DAY, NOW),
      { ...series('secret', '9', NOW), project: 'bank' },
    ]),
  })
  const reply = await app.inject(`/api/v1/cardinality/changes${query}`)
  return [reply.statusCode, reply.json()] as const
}

it('tells what has changed since yesterday, or since another day', async () => {
  const labels = [
    { name: '__name__', now: 2, added: 1, gone: 1 },
    { name: 'pod', now: 2, added: 1, gone: 0 },
  ]
  expect(await ask()).toEqual([
    200,
    {
      status: 'success',
      data: {
        since: '2026-11-20',
        today: '2026-11-21',
        comparable: true,
        metrics: [
          { name: 'a', now: 2, added: 1, gone: 0 },
          { name: 'b', now: 0, added: 0, gone: 1 },
          { name: 'c', now: 1, added: 1, gone: 0 },
        ],
        labels,
      },
    },
  ])
  const [, week] = await ask('?since=2026-11-14T23:59:59Z&limit=1')
  expect(week.data).toEqual({
    since: '2026-11-14',
    today: '2026-11-21',
    comparable: true,
    metrics: [{ name: 'a', now: 2, added: 1, gone: 0 }],
    labels: [{ name: 'pod', now: 2, added: 1, gone: 0 }],
  })
})

it('has nothing to compare with where nothing is known of the other day', async () => {
  const [, body] = await ask('?since=2026-11-01T00:00:00Z')
  expect(body.data).toEqual({
    since: '2026-11-01',
    today: '2026-11-21',
    comparable: false,
    metrics: [],
    labels: [],
  })
})

it.each([
  ['since=2026-11-21T00:00:00Z', 'expected a time on a day before today, which is 2026-11-21 in UTC'],
  ['since=soon', 'cannot parse "soon" to a valid timestamp'],
  ['limit=-1', 'limit must be non-negative'],
  ['limit=%ZZ', 'invalid URL escape "%ZZ"'],
])('refuses %s', async (query, message) => {
  const [status, body] = await ask(`?${query}`)
  expect([status, body.errorType, body.error]).toEqual([400, 'bad_data', expect.stringContaining(message)])
})
