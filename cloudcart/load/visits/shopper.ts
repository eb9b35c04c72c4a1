/** People: most look around, some fill a cart, few buy; customers come for their orders. */
import { CATALOGUE, CATEGORIES } from '../../contracts/catalogue.ts'
import type { Random } from '../random.ts'
import type { CartItem, Intent, PaymentMethod, Step, Visit } from './steps.ts'

/** What people look for; the shop has no watches, and not everybody can spell. */
const SEARCHES = [
  ...['lamp', 'headphones', 'backpack', 'camera', 'desk', 'knife', 'wireless', 'bottle', 'keyboard', 'tent'],
  ...['shoes', 'robot', 'blanket', 'usb', 'puzzle', 'speaker', 'garden', 'watch', 'hedphones', 'gift'],
]

const METHODS: readonly (readonly [number, PaymentMethod])[] = [
  [62, 'card'],
  [22, 'paypal'],
  [9, 'bank_transfer'],
  [7, 'gift_card'],
]
const DECLINES: readonly (readonly [number, string])[] = [
  [6, 'tok_declined_insufficient_funds'],
  [3, 'tok_declined_expired_card'],
  [1, 'tok_declined_fraud'],
]
const DECLINED_SHARE = 0.05
const WRONG_LOGINS = 0.07
const REMEMBERED = 0.65
const COMES_BACK = 0.1

const MOODS: readonly (readonly [number, (random: Random) => Visit])[] = [
  [34, glancer],
  [38, browser],
  [13, hesitator],
  [7, buyer],
  [8, customer],
]

export function* shopper(random: Random): Visit {
  yield* random.weighted(MOODS)(random)
  if (!random.chance(COMES_BACK)) return
  // Somebody called, a pan boiled over: back in the evening, or after lunch.
  const [first, ...rest] = [...random.weighted(MOODS)(random)]
  yield { ...first!, thinkMs: random.between(5, 30) * 60_000 }
  yield* rest
}

export function* newcomer(random: Random, number: number): Visit {
  yield view(random)
  yield step(random, { kind: 'register', newcomer: number }, 20_000)
  yield step(random, { kind: 'profile' })
  yield* look(random, random.between(1, 4))
}

function* glancer(random: Random): Visit {
  yield* look(random, random.between(1, 2))
}

function* browser(random: Random): Visit {
  yield step(random, { kind: 'categories' }, 500)
  yield* look(random, random.between(3, 11))
}

/** Fills a cart, and leaves it standing: before the login, or before the payment. */
function* hesitator(random: Random): Visit {
  const items = yield* fillCart(random)
  if (random.chance(0.75)) {
    yield* look(random, random.between(0, 3))
    return
  }
  yield* logIn(random)
  if (random.chance(0.3)) yield step(random, { kind: 'checkout', items }, 15_000)
  yield* look(random, random.between(0, 2))
}

function* buyer(random: Random): Visit {
  const items = yield* fillCart(random)
  yield* logIn(random)
  yield step(random, { kind: 'checkout', items }, 12_000)
  const method = random.weighted(METHODS)
  if (random.chance(DECLINED_SHARE)) {
    yield step(random, { kind: 'pay', method, token: random.weighted(DECLINES) }, 18_000)
    if (random.chance(0.3)) return
    const another = random.chance(0.5) ? method : random.weighted(METHODS)
    yield step(random, { kind: 'pay', method: another, token: 'tok_ok' }, 25_000)
  } else {
    yield step(random, { kind: 'pay', method, token: 'tok_ok' }, 18_000)
  }
  yield step(random, { kind: 'order' }, 1_500)
  if (random.chance(0.05)) yield step(random, { kind: 'cancel' }, 20_000)
}

function* customer(random: Random): Visit {
  yield* logIn(random)
  yield step(random, { kind: 'orders' }, 2_000)
  yield step(random, { kind: 'order' })
  const regret = random.next()
  if (regret < 0.06) yield step(random, { kind: 'return' }, 12_000)
  else if (regret < 0.12) yield step(random, { kind: 'cancel' }, 12_000)
  if (random.chance(0.2)) yield step(random, { kind: 'profile' })
  yield* look(random, random.between(0, 4))
}

function* logIn(random: Random): Visit {
  if (random.chance(WRONG_LOGINS)) {
    yield step(random, { kind: 'login-wrong' }, 8_000)
    if (random.chance(0.3)) yield step(random, { kind: 'login-wrong' }, 6_000)
    yield step(random, { kind: 'login', remembered: false }, 7_000)
    return
  }
  yield step(random, { kind: 'login', remembered: random.chance(REMEMBERED) }, 8_000)
}

function* fillCart(random: Random): Generator<Step, readonly CartItem[], void> {
  const items: CartItem[] = []
  for (
    let left = random.weighted([
      [70, 1],
      [22, 2],
      [8, 3],
    ]);
    left > 0;
    left--
  ) {
    yield* look(random, random.between(1, 3))
    const productId = popular(random)
    const seen = step(random, { kind: 'view', productId })
    if (items.some(item => item.productId === productId)) yield seen
    else {
      items.push({
        productId,
        quantity: random.weighted([
          [88, 1],
          [10, 2],
          [2, 3],
        ]),
      })
      yield { ...seen, fillsCart: true }
    }
  }
  return items
}

function* look(random: Random, times: number): Visit {
  for (let left = times; left > 0; left--) {
    const roll = random.next()
    if (roll < 0.36) yield list(random)
    else if (roll < 0.52) yield step(random, { kind: 'search', words: random.pick(SEARCHES) })
    else yield view(random)
  }
}

function list(random: Random): Step {
  const category = random.chance(0.8) ? random.pick(CATEGORIES) : undefined
  return step(random, { kind: 'list', category, offset: random.chance(0.15) ? 12 : 0 })
}

function view(random: Random): Step {
  return step(random, { kind: 'view', productId: popular(random) })
}

function step(random: Random, intent: Intent, meanMs = 7_000): Step {
  return { ...intent, thinkMs: 400 + random.exponential(meanMs) }
}

/** Few products are looked at by many. */
export function popular(random: Random): string {
  return CATALOGUE[Math.floor(CATALOGUE.length * random.next() ** 2.2)]!.id
}
