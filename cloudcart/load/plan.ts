/**
 * Who does what when: an endless list of actions that follows from the seed and the start alone. Requests come at random moments whose
 * density is `rate` times the intensity of the hour; each goes to the visitor who has been due longest, and when nobody is, somebody new
 * comes in. So the rate is held however long visits last.
 */
import { createHeap } from './heap.ts'
import { intensityAt } from './intensity.ts'
import { ABUSER, ACCOUNTS, ADMIN, crawlerOrigin, type Origin, shopperOrigin } from './people.ts'
import { createRandom, type Random } from './random.ts'
import { admin } from './visits/admin.ts'
import { abuser, BURST, crawler } from './visits/machines.ts'
import { newcomer, shopper } from './visits/shopper.ts'
import type { Step, Visit } from './visits/steps.ts'

export type VisitorKind = 'shopper' | 'newcomer' | 'crawler' | 'abuser' | 'admin'

export interface Visitor {
  readonly number: number
  readonly kind: VisitorKind
  readonly origin: Origin
  /** Which account of the pool they log in with. */
  readonly account: number
}

export interface Action {
  readonly atMs: number
  readonly visitor: Visitor
  readonly step: Step
  /** The visitor's last. */
  readonly last: boolean
}

export interface PlanOptions {
  readonly seed: number
  /** Requests a second, the mean of a day. */
  readonly rate: number
  /** How much faster than real the shop's day passes, and its people think. The rate stays. */
  readonly speed: number
  readonly startMs: number
  readonly intensity?: (timeMs: number) => number
}

export interface Plan {
  next(): Action
  /** Visitors who are in the shop or will come back. */
  readonly visitors: number
}

/** Every so many requests; at the default rate that is each minute and a half, half an hour, and five minutes. */
const ADMIN_EVERY = 1_800
const BURST_EVERY = 36_000
const NEWCOMER_EVERY = 6_000
const CRAWLER_SHARE = 0.006
/** Beyond it nobody is remembered who is away for long. */
const MOST_VISITORS = 5_000
const LONG_MS = 120_000

interface Present {
  readonly visitor: Visitor
  readonly visit: Visit
  readonly step: Step
}

export function createPlan(options: PlanOptions): Plan {
  const { seed, rate, speed, startMs, intensity = intensityAt } = options
  const arrivals = createRandom(seed)
  const heap = createHeap<Present>()
  // A burst comes on top of its moment, so the others leave it room.
  const gapMs = (1000 / rate) * (1 + BURST / BURST_EVERY)
  let atMs = startMs
  let burst: { readonly present: Present; atMs: number } | undefined
  let arrived = 0
  let acted = 0

  /** Who comes in now, though others wait. */
  const expected = (): VisitorKind | undefined => {
    if (acted % ADMIN_EVERY === ADMIN_AT) return 'admin'
    return acted % NEWCOMER_EVERY === NEWCOMER_AT ? 'newcomer' : undefined
  }
  const arrive = (kind: VisitorKind): Present => {
    const number = arrived++
    const random = createRandom(seed, number + 1)
    const visitor = { number, kind, origin: originOf(kind, random), account: random.between(0, ACCOUNTS - 1) }
    const visit = visitOf(kind, random, number)
    return { visitor, visit, step: visit.next().value as Step }
  }
  /** The visitor's next step waits its time in the heap. */
  const act = ({ visitor, visit, step }: Present, time: number): Action => {
    const { value: next } = visit.next()
    const away = next !== undefined && next.thinkMs > LONG_MS && heap.size >= MOST_VISITORS
    const last = next === undefined || away
    if (!last) heap.push(time + next.thinkMs / speed, { visitor, visit, step: next })
    return { atMs: time, visitor, step, last }
  }
  const nextOfBurst = (): Action | undefined => {
    if (burst === undefined) return undefined
    const { visitor, visit, step } = burst.present
    const { value: following } = visit.next()
    const action = { atMs: burst.atMs, visitor, step, last: following === undefined }
    burst =
      following === undefined
        ? undefined
        : { present: { visitor, visit, step: following }, atMs: burst.atMs + following.thinkMs }
    return action
  }

  let coming: number | undefined
  return {
    get visitors() {
      return heap.size
    },
    next() {
      coming ??= atMs + arrivals.exponential(gapMs / intensity(startMs + (atMs - startMs) * speed))
      if (burst !== undefined && burst.atMs <= coming) return nextOfBurst()!
      atMs = coming
      coming = undefined
      acted++
      if (acted % BURST_EVERY === BURST_AT) burst = { present: arrive('abuser'), atMs }
      const kind = expected()
      if (kind !== undefined) return act(arrive(kind), atMs)
      if (heap.firstDueMs() <= atMs) return act(heap.pop()!, atMs)
      return act(arrive(arrivals.chance(CRAWLER_SHARE) ? 'crawler' : 'shopper'), atMs)
    },
  }
}

/** Soon after the start, so that a new demo has some of everything within minutes. */
const ADMIN_AT = 200
const NEWCOMER_AT = 400
const BURST_AT = 1_500

function originOf(kind: VisitorKind, random: Random): Origin {
  if (kind === 'admin') return ADMIN
  if (kind === 'abuser') return ABUSER
  return kind === 'crawler' ? crawlerOrigin(random) : shopperOrigin(random)
}

function visitOf(kind: VisitorKind, random: Random, number: number): Visit {
  if (kind === 'admin') return admin(random)
  if (kind === 'abuser') return abuser(random)
  if (kind === 'newcomer') return newcomer(random, number)
  return kind === 'crawler' ? crawler(random) : shopper(random)
}
