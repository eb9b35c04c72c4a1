import { describe, expect, it } from 'vitest'
import { createClicks } from './clicks.ts'
import { traceparentOf } from './span.ts'

interface SentSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly unknown[]
  readonly status: { readonly code?: number }
}

function recorded(answer: () => Promise<unknown> = async () => undefined) {
  const bodies: string[] = []
  const planned: { ms: number; work: () => void }[] = []
  let nowMs = 1_700_000_000_000.25
  const clicks = createClicks({
    send: body => {
      bodies.push(body)
      return answer()
    },
    nowMs: () => nowMs++,
    after: (ms, work) => void planned.push({ ms, work }),
  })
  const spansOf = (body: string): SentSpan[] => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans
  return { clicks, bodies, planned, spansOf }
}

describe('clicks', () => {
  it('are root spans of the storefront that leave together', () => {
    const { clicks, bodies, planned, spansOf } = recorded()
    const first = clicks.begin('pay')
    first.end(false, { 'http.response.status_code': 200 })
    clicks.begin('open product').end(true)
    expect(bodies).toEqual([])
    expect(planned).toHaveLength(1)
    planned[0]!.work()
    expect(bodies).toHaveLength(1)
    const [pay, open] = spansOf(bodies[0]!)
    expect(pay).toMatchObject({
      ...first.ids,
      name: 'pay',
      startTimeUnixNano: '1700000000000250000',
      endTimeUnixNano: '1700000000001250000',
      attributes: [{ key: 'http.response.status_code', value: { intValue: '200' } }],
      status: {},
    })
    expect(open?.status).toEqual({ code: 2 })
    expect(pay).not.toHaveProperty('parentSpanId')
    expect(bodies[0]).toContain('{"key":"service.name","value":{"stringValue":"storefront"}}')
  })

  it('hand their trace on as W3C says', () => {
    const { ids } = recorded().clicks.begin('search')
    expect(traceparentOf(ids)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })

  it('end once', () => {
    const { clicks, bodies, spansOf } = recorded()
    const click = clicks.begin('pay')
    click.end(false)
    click.end(true)
    clicks.flush()
    expect(spansOf(bodies[0]!)).toHaveLength(1)
  })

  it('stay within bounds when nobody takes them, and ask less and less often', async () => {
    const { clicks, bodies, planned, spansOf } = recorded(() => Promise.reject(new Error('away')))
    for (let i = 0; i < 1_000; i++) clicks.begin(`click ${i}`).end(false)
    expect(planned).toHaveLength(1)
    while (planned.length > 0) {
      planned.shift()!.work()
      await Promise.resolve()
      await Promise.resolve()
    }
    const sent = bodies.flatMap(spansOf)
    expect(sent).toHaveLength(200)
    expect(sent.at(-1)?.name).toBe('click 999')
    clicks.begin('later').end(false)
    expect(planned[0]!.ms).toBeGreaterThan(10_000)
  })
})
