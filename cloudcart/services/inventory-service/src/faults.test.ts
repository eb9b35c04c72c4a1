import { describe, expect, it } from 'vitest'
import type { Grade } from '../../../contracts/faults.ts'
import { NOTHING_BROKEN } from '../../../kit/faults.ts'
import { createLeak } from './leak.ts'
import { stormHook } from './storm.ts'

const MB = 1_048_576

function faultsOf(grade: () => Grade, hits = false) {
  return { grade, hits: () => hits, active: () => [], state: () => NOTHING_BROKEN }
}

describe('the faults of the inventory', () => {
  it('leak memory bit by bit up to the grade, and let it go', () => {
    let grade: Grade = 0.1
    const leak = createLeak(faultsOf(() => grade))
    leak.visit()
    const first = leak.bytes()
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(4 * MB)
    for (let i = 0; i < 100; i++) leak.visit()
    expect(leak.bytes()).toBe(20 * MB)
    grade = 0
    leak.visit()
    expect(leak.bytes()).toBe(0)
  })

  it('storm: what is hit fails, after a while; without the fault nothing waits', async () => {
    const { signal } = new AbortController()
    await expect(
      stormHook(
        faultsOf(() => 0, true),
        signal,
      )(),
    ).resolves.toBeUndefined()
    await expect(
      stormHook(
        faultsOf(() => 0.1, true),
        signal,
      )(),
    ).rejects.toMatchObject({ status: 503 })
    await expect(
      stormHook(
        faultsOf(() => 0.1),
        signal,
      )(),
    ).resolves.toBeUndefined()
  })
})
