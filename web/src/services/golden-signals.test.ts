import type { ActiveTarget } from '@vedette/api'
import { describe, expect, it } from 'vitest'
import { fleetSignals, judge, type ServiceSignals, serviceSignals } from './golden-signals.ts'

const signals = (service: string, more: Partial<ServiceSignals> = {}): ServiceSignals => ({
  service,
  requestsPerSecond: 10,
  errorShare: 0,
  p95Seconds: 0.1,
  trend: [],
  targets: 0,
  targetsDown: 0,
  ...more,
})

const target = (job: string, instance: string, health: ActiveTarget['health']): ActiveTarget =>
  ({ labels: { job, instance }, health }) as unknown as ActiveTarget

describe('the signals of services', () => {
  it('come from one answer, gaps stay gaps, and who is only in the past is there', () => {
    const [first, second, ...rest] = serviceSignals({
      now: [
        { metric: { signal: 'rate', service: 'pay' }, value: [20, '4'] },
        { metric: { signal: 'errors', service: 'pay' }, value: [20, '0.5'] },
        { metric: { signal: 'p95', service: 'pay' }, value: [20, 'NaN'] },
      ],
      trend: [
        {
          metric: { service: 'pay' },
          values: [
            [0, '1'],
            [20, '4'],
          ],
        },
        { metric: { service: 'gone' }, values: [[0, '2']] },
      ],
      grid: { fromMs: 0, toMs: 20_000, stepMs: 10_000 },
      processes: new Map([['pay', [{ job: 'shop', instance: 'a:1' }]]]),
      targets: [target('shop', 'a:1', 'up'), target('shop', 'a:2', 'down')],
    })
    expect(first).toEqual(
      signals('pay', {
        requestsPerSecond: 4,
        errorShare: 0.5,
        p95Seconds: undefined,
        trend: [1, null, 4],
        targets: 1,
      }),
    )
    expect(second).toMatchObject({ service: 'gone', requestsPerSecond: undefined, trend: [2, null, null] })
    expect(rest).toEqual([])
  })

  it.each<[string, Partial<ServiceSignals>, string]>([
    ['critical', { targets: 2, targetsDown: 2 }, 'Down'],
    ['critical', { errorShare: 0.06 }, 'Failing'],
    ['warning', { targets: 2, targetsDown: 1 }, 'Partly down'],
    ['warning', { errorShare: 0.02 }, 'Errors'],
    ['warning', { p95Seconds: 1.2 }, 'Slow'],
    ['unknown', { requestsPerSecond: undefined, errorShare: undefined }, 'Silent'],
    ['good', { requestsPerSecond: 0, errorShare: undefined }, 'Idle'],
    ['good', {}, 'Healthy'],
  ])('are %s with %o: %s', (state, more, word) => {
    expect(judge(signals('pay', more))).toEqual({ state, word })
  })

  it('together weigh by requests', () => {
    const fleet = fleetSignals([
      signals('busy', { requestsPerSecond: 90 }),
      signals('broken', { requestsPerSecond: 10, errorShare: 0.5 }),
      signals('gone', { requestsPerSecond: undefined, errorShare: undefined }),
    ])
    expect(fleet).toEqual({
      requestsPerSecond: 100,
      errorShare: 0.05,
      counts: { good: 1, warning: 0, critical: 1, unknown: 1 },
    })
    expect(fleetSignals([]).requestsPerSecond).toBeUndefined()
  })
})
