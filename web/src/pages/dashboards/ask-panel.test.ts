import type { Panel } from '@vedette/dashboard'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askPanel } from './ask-panel.ts'
import { panelOf, SCOPE } from './testing/fields.ts'

interface Question {
  readonly id: string
  readonly kind: string
  readonly query: string
  readonly exemplars?: boolean
}

const asked: Question[] = []
const EXEMPLARS = [
  {
    seriesLabels: { job: 'shop' },
    exemplars: [{ labels: { trace_id: 'abc' }, value: '0.5', timestamp: 30 }],
  },
]

beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (_: string, { body }: { readonly body: string }) => {
    const { queries } = JSON.parse(body) as { readonly queries: readonly Question[] }
    asked.push(...queries)
    const lines = queries.map(({ id, exemplars }) =>
      JSON.stringify({
        id,
        status: 'success',
        data: { resultType: 'matrix', result: [] },
        ...(exemplars === true ? { exemplars: EXEMPLARS } : {}),
      }),
    )
    return new Response(`${lines.join('\n')}\n`)
  })
})
afterEach(() => void vi.unstubAllGlobals())

const { signal } = new AbortController()
const withTargets = (type: string, targets: Panel['targets']): Panel => ({ ...panelOf(type), targets })

it('asks for the exemplars of queries that want them, where there is a graph to show them in', async () => {
  const targets = [
    { refId: 'A', expr: 'a', exemplar: true },
    { refId: 'B', expr: 'b' },
  ]
  const { exemplars } = await askPanel(withTargets('timeseries', targets), SCOPE, 500, signal)
  expect(asked.map(({ query, exemplars }) => [query, exemplars])).toEqual([
    ['a', true],
    ['b', undefined],
  ])
  expect(exemplars).toMatchObject([{ atMs: 30_000, value: 0.5, traceId: 'abc' }])
  await askPanel(withTargets('stat', targets), SCOPE, 500, signal)
  expect(asked.slice(2).every(each => each.exemplars === undefined)).toBe(true)
})

it('says so where there are more queries than are asked', async () => {
  const targets = Array.from({ length: 61 }, (_, i) => ({ refId: `Q${i}`, expr: `q${i}` }))
  const { notes } = await askPanel(withTargets('timeseries', targets), SCOPE, 500, signal)
  expect(asked).toHaveLength(60)
  expect(notes).toEqual(['The panel has 61 queries; the first 60 of them are asked'])
})
