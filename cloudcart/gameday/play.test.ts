import { describe, expect, it } from 'vitest'
import type { Expected, Scenario } from '../scenarios/scenario.ts'
import type { Observed } from './observe.ts'
import { lineOf, play } from './play.ts'

const SCENARIO: Scenario = {
  title: 'A test',
  story: 'Something breaks.',
  timeline: [
    { atSeconds: 0, start: 'payment-outage', grade: 0.5 },
    { atSeconds: 10, start: 'payment-outage', grade: 1 },
  ],
}
const EXPECTED: Expected = {
  broken: 'payments',
  metrics: [{ says: 'payments fail', query: 'failing', withinSeconds: 20 }],
  edges: [{ from: 'order-service', to: 'payment-service', failed: true }],
  logs: [{ service: 'payment-service', says: /502/ }],
  alert: { name: 'FailedPayments', query: 'alert', forSeconds: 5, withinSeconds: 30 },
  innocent: [{ says: 'stock is fine', query: 'innocent' }],
}

/** A world in which time passes only while the game waits. */
function world(found: (query: string, broken: number, seconds: number) => boolean, collects = true) {
  let nowMs = 0
  let grade = 0
  const acts: string[] = []
  const said: string[] = []
  const observed: Observed = {
    begin() {},
    finds: async query => found(query, grade, nowMs / 1000),
    edge: () => (collects ? grade > 0 : undefined),
    logged: () => (collects ? grade > 0 : undefined),
  }
  const stage = {
    faults: {
      async start(fault: string, share: number) {
        grade = share
        acts.push(`${fault} ${share}`)
      },
      async end() {},
      async endAll() {
        grade = 0
        acts.push('mended')
      },
    },
    observed,
    scale: 1,
    say: (line: string) => void said.push(line),
    signal: new AbortController().signal,
    nowMs: () => nowMs,
    pause: async (ms: number) => {
      nowMs += ms
    },
  }
  return { stage, acts, said }
}

describe('a game day', () => {
  it('is passed when everything shows in time, and is mended at the end', async () => {
    const { stage, acts, said } = world((query, broken) => query !== 'innocent' && broken > 0)
    const verdict = await play(SCENARIO, EXPECTED, stage)
    expect(verdict.passed).toBe(true)
    expect(verdict.results.map(lineOf)).toEqual([
      'ok          metrics: payments fail after 0 s',
      'ok          traces: order-service calls payment-service, which fails after 0 s',
      'ok          logs: payment-service writes /502/ after 0 s',
      'ok          alert: FailedPayments after 5 s',
      'ok          stayed quiet: stock is fine',
      'ok          FailedPayments is over again',
    ])
    expect(acts).toEqual(['payment-outage 0.5', 'mended'])
    expect(said).toContain('everything is mended')
  })

  it('is failed by what does not show, by whoever is accused wrongly, and by what does not end', async () => {
    const { stage, acts } = world(query => query === 'alert' || query === 'innocent')
    const { passed, results } = await play(SCENARIO, EXPECTED, stage)
    expect(passed).toBe(false)
    expect(results.filter(({ outcome }) => outcome === 'missed').map(({ what }) => what)).toEqual([
      'metrics: payments fail',
      'stayed quiet: stock is fine',
      'FailedPayments is over again',
    ])
    expect(acts).toEqual(['payment-outage 0.5', 'payment-outage 1', 'mended'])
  })

  it('waits longer for what comes late, where it is to be patient', async () => {
    const late = (query: string, broken: number, seconds: number): boolean =>
      broken > 0 && query !== 'innocent' && seconds > 35
    const { results } = await play(SCENARIO, EXPECTED, world(late).stage)
    expect(results.map(lineOf)).toContain('MISSED      metrics: payments fail')
    const patient = await play(SCENARIO, EXPECTED, { ...world(late).stage, patience: 2 })
    expect(patient.results.map(lineOf)).toContain('ok          metrics: payments fail after 36 s')
    expect(patient.passed).toBe(true)
  })

  it('says when a question is answered also where nothing is broken', async () => {
    const { stage } = world((query, broken) => query === 'failing' || (query === 'alert' && broken > 0))
    const { results } = await play(SCENARIO, EXPECTED, stage)
    expect(results.map(lineOf)).toContain(
      'ok          metrics: payments fail after 0 s (but before anything was broken, too: it proves nothing)',
    )
  })

  it('fires an alert only when nothing interrupted it for long enough', async () => {
    const { stage } = world(
      (query, broken, seconds) => broken > 0 && query === 'alert' && Math.floor(seconds) % 4 !== 3,
    )
    const { results } = await play(SCENARIO, EXPECTED, stage)
    expect(results.find(({ what }) => what === 'alert: FailedPayments')).toMatchObject({ outcome: 'missed' })
  })

  it('says what nobody could see', async () => {
    const { stage } = world((query, broken) => query !== 'innocent' && broken > 0, false)
    const { passed, results } = await play(SCENARIO, EXPECTED, stage)
    expect(passed).toBe(true)
    expect(results.filter(({ outcome }) => outcome === 'not checked')).toHaveLength(2)
  })

  it('is mended also when it is broken off', async () => {
    const { stage, acts } = world(() => false)
    const leaving = new AbortController()
    const game = play(SCENARIO, EXPECTED, {
      ...stage,
      signal: leaving.signal,
      pause: async () => leaving.abort(new Error('enough')),
    })
    await expect(game).rejects.toThrow('enough')
    expect(acts.at(-1)).toBe('mended')
  })
})
