/**
 * How often each thing was done in a stretch of the past. All series are made of these counts, so that they agree with each other: what
 * the gateway passed on is what the service answered.
 */
import { intensityAt } from '../intensity.ts'
import type { Random } from '../random.ts'
import type { Tick } from './grid.ts'
import type { Story, Trouble } from './story.ts'

/** Of all requests, as the generator plans them. */
const SHARES = {
  list: 0.262,
  search: 0.115,
  categories: 0.068,
  view: 0.428,
  login: 0.0125,
  wrongPassword: 0.0029,
  register: 0.0002,
  profile: 0.023,
  checkout: 0.0142,
  pay: 0.0128,
  orders: 0.0142,
  order: 0.026,
  cancel: 0.0014,
  return: 0.0008,
  restock: 0.0033,
  limited: 0.0055,
} as const

type Flow = keyof typeof SHARES

export interface Traffic extends Readonly<Record<Flow, number>> {
  /** Of `view`, those that failed; they are not in `view`. */
  readonly viewFailed: number
  /** Of `pay`, likewise. */
  readonly payDeclined: number
  readonly payFailed: number
  /** Of `list`, `search` and `categories`, those that the gateway answered from its cache. */
  readonly cached: number
  readonly uncached: number
}

/** A stretch of the past that ends at `atMs`. */
export interface Past extends Tick {
  readonly trouble: Trouble
  /** 1 is the mean of a day. */
  readonly busy: number
  readonly traffic: Traffic
}

export interface PastOptions {
  readonly story: Story
  readonly rate: number
  readonly random: Random
}

const DECLINED = 0.045
/** The busier, the more of what is asked was asked a moment ago. */
const CACHED = 0.74

export function pastOf({ atMs, seconds }: Tick, { story, rate, random }: PastOptions): Past {
  const middleMs = atMs - seconds * 500
  const busy = intensityAt(middleMs)
  const trouble = story.at(middleMs)
  const all = rate * busy * seconds
  const counts = {} as Record<Flow, number>
  for (const flow of Object.keys(SHARES) as Flow[]) counts[flow] = poisson(random, all * SHARES[flow])
  const payFailed = binomial(random, counts.pay, trouble.paymentsFailing)
  const payDeclined = binomial(random, counts.pay - payFailed, DECLINED)
  const viewFailed = binomial(random, counts.view, trouble.productsFailing)
  const listings = counts.list + counts.search + counts.categories
  const cached = binomial(random, listings, Math.min(0.9, CACHED * busy ** 0.25))
  const traffic = {
    ...counts,
    view: counts.view - viewFailed,
    viewFailed,
    pay: counts.pay - payFailed - payDeclined,
    payFailed,
    payDeclined,
    cached,
    uncached: listings - cached,
  }
  return { atMs, seconds, trouble, busy, traffic }
}

/** How many come, when `mean` come in the mean. */
export function poisson(random: Random, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.next(); product > limit; product *= random.next()) count++
  return count
}

function binomial(random: Random, of: number, share: number): number {
  if (share === 0) return 0
  if (of <= 40) {
    let count = 0
    for (let each = 0; each < of; each++) if (random.next() < share) count++
    return count
  }
  const around = of * share + Math.sqrt(of * share * (1 - share)) * random.normal()
  return Math.min(of, Math.max(0, Math.round(around)))
}
