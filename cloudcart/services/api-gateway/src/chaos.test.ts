import { describe, expect, it } from 'vitest'
import type { ChaosState } from '../../../contracts/chaos-state.ts'
import { NO_CHAOS } from '../../../contracts/events.ts'
import { harmOf } from './chaos.ts'

const QUIET: ChaosState = { chaos: NO_CHAOS, faults: [], injections: [] }
const ON: ChaosState = { ...QUIET, chaos: { ...NO_CHAOS, enabled: true } }
const injection = (kind: 'latency' | 'error' | 'timeout') => ({
  kind,
  latencyMs: 700,
  code: 503,
  endMs: Number.POSITIVE_INFINITY,
})

describe('what chaos does to a request', () => {
  it('is nothing while it is off', () => {
    expect(harmOf(QUIET, () => 0)).toEqual({})
  })

  it('is by probability while it is on', () => {
    expect(harmOf(ON, () => 0.99)).toEqual({})
    expect(harmOf(ON, () => 0)).toEqual({ delayMs: 200, timeout: true })
    expect(harmOf(ON, () => 0.1)).toEqual({ delayMs: 330 })
    expect(harmOf(ON, () => 0.04)).toEqual({ delayMs: 252, code: 500 })
  })

  it('is what was injected by hand, off or on', () => {
    expect(harmOf({ ...QUIET, injections: [injection('latency')] }, () => 0.99)).toEqual({ delayMs: 700 })
    expect(harmOf({ ...QUIET, injections: [injection('error')] }, () => 0.99)).toEqual({ code: 503 })
    expect(harmOf({ ...QUIET, injections: [injection('timeout')] }, () => 0.99)).toEqual({ timeout: true })
  })

  it('never answers with what is no error', () => {
    const chaos = {
      ...NO_CHAOS,
      enabled: true,
      error: { probability: 1, codes: [200] },
      timeout: { probability: 0 },
    }
    expect(harmOf({ ...QUIET, chaos }, () => 0.5)).toEqual({ code: 500 })
  })
})
