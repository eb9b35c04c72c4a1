/** How long those take that stand for somebody far away: log-normal, as latencies over networks are. Most come soon, a few take long. */
export interface Distance {
  readonly medianMs: number
  /** Of the logarithm; the greater, the longer the tail. */
  readonly spread: number
  readonly slowestMs: number
}

export function latencyFrom({ medianMs, spread, slowestMs }: Distance, chance = Math.random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
  return Math.min(slowestMs, medianMs * Math.exp(spread * normal))
}
