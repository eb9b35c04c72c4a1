import { describe, expect, it } from 'vitest'
import { NEWCOMERS_AN_HOUR, newcomerOf } from './people.ts'
import { type Action, createPlan, type PlanOptions } from './plan.ts'

const START_MS = new Date(2026, 0, 6, 15).getTime()

function actions(count: number, options: Partial<PlanOptions> = {}): Action[] {
  const plan = createPlan({ seed: 7, rate: 20, speed: 1, startMs: START_MS, ...options })
  return Array.from({ length: count }, () => plan.next())
}

function share(of: readonly Action[], kind: string): number {
  return of.filter(({ step }) => step.kind === kind).length / of.length
}

describe('createPlan', () => {
  it('plans the same for the same seed, and something else for another', () => {
    expect(actions(5_000)).toEqual(actions(5_000))
    expect(actions(500)).not.toEqual(actions(500, { seed: 8 }))
  })

  it('goes forward in time at the rate, whatever the speed', () => {
    for (const options of [{ rate: 20 }, { rate: 3 }, { rate: 20, speed: 50 }]) {
      const planned = actions(40_000, { ...options, intensity: () => 1 })
      expect(planned.every((action, index) => index === 0 || action.atMs >= planned[index - 1]!.atMs)).toBe(
        true,
      )
      const seconds = (planned.at(-1)!.atMs - START_MS) / 1000
      expect(planned.length / seconds / options.rate).toBeGreaterThan(0.96)
      expect(planned.length / seconds / options.rate).toBeLessThan(1.04)
    }
  })

  it('follows the intensity of the hour, faster with more speed', () => {
    const noonMs = START_MS + 3_600_000
    const intensity = (timeMs: number): number => (timeMs < noonMs ? 1 : 3)
    const busy = actions(20_000, { intensity, speed: 60 }).filter(({ visitor }) => visitor.kind !== 'abuser')
    const before = busy.filter(({ atMs }) => atMs < START_MS + 60_000).length
    const after = busy.filter(({ atMs }) => atMs >= START_MS + 60_000 && atMs < START_MS + 120_000).length
    expect(after / before).toBeGreaterThan(2.6)
    expect(after / before).toBeLessThan(3.4)
  })

  it('has all that goes on in a shop, in believable shares', () => {
    const planned = actions(60_000)
    expect(share(planned, 'view')).toBeGreaterThan(0.3)
    expect(share(planned, 'list')).toBeGreaterThan(0.12)
    expect(share(planned, 'search')).toBeGreaterThan(0.05)
    for (const kind of ['categories', 'login', 'crawl', 'checkout', 'pay', 'orders', 'order']) {
      expect(share(planned, kind), kind).toBeGreaterThan(0.005)
      expect(share(planned, kind), kind).toBeLessThan(0.15)
    }
    for (const kind of ['login-wrong', 'register', 'cancel', 'return', 'profile', 'abuse']) {
      expect(share(planned, kind), kind).toBeGreaterThan(0)
      expect(share(planned, kind), kind).toBeLessThan(0.02)
    }
    for (const kind of ['admin-levels', 'admin-restock', 'admin-ship', 'admin-users', 'admin-orders']) {
      expect(share(planned, kind), kind).toBeGreaterThan(0)
    }
    const payments = planned.flatMap(({ step }) => (step.kind === 'pay' ? [step] : []))
    const declined = payments.filter(({ token }) => token !== 'tok_ok').length / payments.length
    expect(declined).toBeGreaterThan(0.015)
    expect(declined).toBeLessThan(0.1)
    expect(new Set(payments.map(({ method }) => method)).size).toBe(4)
  })

  it('keeps the steps of a visitor in order, with one origin, and ends each visit once', () => {
    const ended = new Set<number>()
    const origins = new Map<number, string>()
    for (const { visitor, last } of actions(30_000)) {
      expect(ended.has(visitor.number)).toBe(false)
      expect(origins.get(visitor.number) ?? visitor.origin.address).toBe(visitor.origin.address)
      origins.set(visitor.number, visitor.origin.address)
      if (last) ended.add(visitor.number)
    }
    expect(ended.size).toBeGreaterThan(2_000)
    expect(new Set(origins.values()).size).toBeLessThanOrEqual(260)
  })

  it('sends bursts from one address, far beyond what people send', () => {
    const abuse = actions(30_000).filter(({ step }) => step.kind === 'abuse')
    expect(new Set(abuse.map(({ visitor }) => visitor.origin.address)).size).toBe(1)
    const burst = abuse.filter(({ visitor }) => visitor === abuse[0]!.visitor)
    expect(burst.length / ((burst.at(-1)!.atMs - burst[0]!.atMs) / 1000)).toBeGreaterThan(30)
  })

  it('remembers a bounded number of visitors', () => {
    const plan = createPlan({ seed: 7, rate: 20, speed: 1, startMs: START_MS })
    let most = 0
    for (let action = 0; action < 100_000; action++) {
      plan.next()
      most = Math.max(most, plan.visitors)
    }
    expect(most).toBeLessThan(2_000)
  })
})

describe('newcomerOf', () => {
  it('comes to so many people in all, however long the shop runs', () => {
    const emails = new Set<string>()
    for (let hour = 0; hour < 1_000; hour++) {
      for (let number = 0; number < 50; number++) emails.add(newcomerOf(7, number, hour * 3_600_000).email)
    }
    expect(emails.size).toBe(168 * NEWCOMERS_AN_HOUR)
  })
})
