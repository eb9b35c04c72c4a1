/** A seeded stream of randomness (sfc32): the same seed gives the same data on every machine and in every process. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** About normal: mean 0, deviation 1. */
  normal(): number
  /** An event count with the given mean. */
  count(mean: number): number
  /** A whole number in [0, limit). */
  below(limit: number): number
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed
  let b = 0x243f6a88
  let c = 0xb7e15162 + seed
  let d = 1

  function next(): number {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 4294967296
  }

  // The variance of a uniform is 1/12, of the sum of four 1/3: times the root of three it is 1.
  const normal = (): number => (next() + next() + next() + next() - 2) * 1.7320508075688772

  function count(mean: number): number {
    if (mean <= 0) return 0
    if (mean > 20) return Math.max(0, Math.round(mean + normal() * Math.sqrt(mean)))
    let events = 0
    for (let rest = next(), limit = Math.exp(-mean); rest > limit; rest *= next()) events++
    return events
  }

  for (let i = 0; i < 20; i++) next()
  return { next, normal, count, below: limit => Math.floor(next() * limit) }
}
