/** Chance that can be repeated: the same seed and stream give the same numbers on every machine. */

export interface Random {
  /** From 0 up to 1, without 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(among: readonly T[]): T
  /** By weight; the weights need not add up to anything. */
  weighted<T>(among: readonly (readonly [weight: number, value: T])[]): T
  /** Of a mean: the gap between two events that know nothing of each other. */
  exponential(mean: number): number
  /** Around 0, deviation 1. */
  normal(): number
}

export function createRandom(seed: number, stream = 0): Random {
  let state = mix(mix(seed >>> 0) ^ mix((stream + 0x9e3779b9) >>> 0))
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: probability => next() < probability,
    pick: among => among[Math.floor(next() * among.length)]!,
    weighted: among => {
      let left = next() * among.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, value] of among) {
        left -= weight
        if (left < 0) return value
      }
      return among.at(-1)![1]
    },
    exponential: mean => -mean * Math.log(1 - next()),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

/** Neighbouring numbers come out far apart. */
export function mix(number: number): number {
  let bits = number >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
