/**
 * How many requests a receiver needs side by side, from what came in, what went out and how long that took: Prometheus's rule, with
 * rates smoothed over some intervals of ten seconds.
 */
export const SHARD_INTERVAL_MS = 10_000
const WEIGHT = 0.2
/** So much too few or too many is not worth a change. */
const TOLERANCE = 0.3
/** The share of the backlog that should go each second. */
const CATCH_UP = 0.05

export interface ShardTick {
  /** Since the last tick. */
  readonly inCount: number
  readonly outCount: number
  /** Sum over all requests. */
  readonly outSeconds: number
  readonly pending: number
}

export interface ShardLimits {
  readonly minShards: number
  readonly maxShards: number
}

export interface ShardCount {
  readonly current: number
  /** The number from now on. */
  tick(tick: ShardTick): number
}

export function createShardCount({ minShards, maxShards }: ShardLimits): ShardCount {
  const clamp = (count: number): number => Math.min(maxShards, Math.max(minShards, 1, count))
  const seconds = SHARD_INTERVAL_MS / 1000
  const inRate = smoothed()
  const outRate = smoothed()
  const busyRate = smoothed()
  let current = clamp(minShards)
  return {
    get current() {
      return current
    },
    tick({ inCount, outCount, outSeconds, pending }) {
      const incoming = inRate(inCount / seconds)
      const outgoing = outRate(outCount / seconds)
      const busy = busyRate(outSeconds / seconds)
      if (outgoing <= 0) return current
      const secondsPerSample = busy / outgoing
      const desired = secondsPerSample * (incoming + CATCH_UP * pending)
      const near = desired > current * (1 - TOLERANCE) && desired < current * (1 + TOLERANCE)
      if (!near) current = clamp(Math.ceil(desired))
      return current
    },
  }
}

function smoothed(): (value: number) => number {
  let rate: number | undefined
  return value => {
    rate = rate === undefined ? value : rate + WEIGHT * (value - rate)
    return rate
  }
}
