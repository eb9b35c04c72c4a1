import { describe, expect, it } from 'vitest'
import { createShardCount } from './shard-count.ts'

const LIMITS = { minShards: 1, maxShards: 50 }

/** Ten seconds in which as much went out as came in, each request of 100 samples taking so long. */
function interval(samplesPerSec: number, secondsPerHundred: number, pending = 0) {
  const count = samplesPerSec * 10
  return { inCount: count, outCount: count, outSeconds: (count / 100) * secondsPerHundred, pending }
}

describe('createShardCount', () => {
  it('begins with the least and stays there while one suffices', () => {
    const shards = createShardCount(LIMITS)
    expect(shards.current).toBe(1)
    expect(shards.tick(interval(1000, 0.01))).toBe(1)
  })

  it('grows with what comes in, with how long requests take, and with what waits', () => {
    expect(createShardCount(LIMITS).tick(interval(1000, 0.5))).toBe(5)
    expect(createShardCount(LIMITS).tick(interval(2000, 0.5))).toBe(10)
    expect(createShardCount(LIMITS).tick(interval(1000, 0.5, 20_000))).toBe(10)
  })

  it('stays between the limits', () => {
    expect(createShardCount(LIMITS).tick(interval(100_000, 1))).toBe(50)
    expect(createShardCount({ minShards: 4, maxShards: 8 }).tick(interval(1, 0.01))).toBe(4)
  })

  it('does not move for little, nor while nothing goes out', () => {
    const shards = createShardCount(LIMITS)
    expect(shards.tick(interval(1000, 1))).toBe(10)
    expect(shards.tick(interval(900, 1))).toBe(10)
    const blocked = createShardCount(LIMITS)
    expect(blocked.tick({ inCount: 10_000, outCount: 0, outSeconds: 10, pending: 10_000 })).toBe(1)
  })
})
