/** Who comes to the shop: bounded pools of accounts, addresses and browsers. Nobody in it exists. */
import { createHash } from 'node:crypto'
import type { Random } from './random.ts'

export const ACCOUNTS = 150

/** Says in every access log that no person was there. */
export const LOAD_MARK = 'CloudCartLoad/1.0'

export interface Account {
  readonly email: string
  readonly name: string
  /** Follows from the seed, so that the next run can log in; it is never written anywhere. */
  readonly password: string
}

const FIRST_NAMES = [
  ...['Ada', 'Amir', 'Bea', 'Chidi', 'Clara', 'Dmitri', 'Elif', 'Emil', 'Fatima', 'Finn', 'Grace', 'Hana'],
  ...['Ines', 'Jonas', 'Kofi', 'Lena', 'Linus', 'Mai', 'Mateo', 'Nora', 'Omar', 'Priya', 'Rosa', 'Yuki'],
]
const LAST_NAMES = [
  ...['Adler', 'Baker', 'Castillo', 'Demir', 'Eriksen', 'Fischer', 'Garcia', 'Hoang', 'Ivanova', 'Jansen'],
  ...['Kaur', 'Lindgren', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quinn', 'Rossi', 'Silva', 'Tanaka'],
]

/** An account of the pool, by number. The seed is in its address: another seed brings other people. */
export function accountOf(seed: number, number: number): Account {
  return personOf(seed, `${number}`, number)
}

/** Somebody new. Only so many an hour of the week, so that a shop that runs for years has a bounded number of them. */
export function newcomerOf(seed: number, number: number, timeMs: number): Account {
  const hourOfWeek = Math.floor(timeMs / 3_600_000) % 168
  return personOf(
    seed,
    `new-${hourOfWeek}-${number % NEWCOMERS_AN_HOUR}`,
    hourOfWeek * 7 + (number % NEWCOMERS_AN_HOUR),
  )
}

export const NEWCOMERS_AN_HOUR = 12

function personOf(seed: number, key: string, number: number): Account {
  const first = FIRST_NAMES[number % FIRST_NAMES.length]!
  const last = LAST_NAMES[Math.floor(number / FIRST_NAMES.length) % LAST_NAMES.length]!
  return {
    email: `${first}.${last}.${seed}-${key}@example.com`.toLowerCase(),
    name: `${first} ${last}`,
    password: createHash('sha256')
      .update(`cloudcart visitor ${seed} ${key}`)
      .digest('base64url')
      .slice(0, 20),
  }
}

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36',
].map(browser => `${browser} ${LOAD_MARK}`)

const ROBOTS = [
  `Mozilla/5.0 (compatible; FindItBot/2.1; +https://findit.example/bot) ${LOAD_MARK}`,
  `PriceSpider/4.0 (+https://prices.example/spider) ${LOAD_MARK}`,
]

export interface Origin {
  readonly address: string
  readonly userAgent: string
}

/** The three blocks of addresses that are set aside for examples, one for each sort of client. */
const PEOPLE_BLOCK = '203.0.113'
const MACHINES_BLOCK = '198.51.100'
const ATTACKERS_BLOCK = '192.0.2'
export const ATTACKER_ADDRESSES = 40

export function shopperOrigin(random: Random): Origin {
  return { address: `${PEOPLE_BLOCK}.${random.between(1, 250)}`, userAgent: random.pick(BROWSERS) }
}

export function crawlerOrigin(random: Random): Origin {
  const which = random.between(0, ROBOTS.length - 1)
  return { address: `${MACHINES_BLOCK}.${10 + which}`, userAgent: ROBOTS[which]! }
}

export const ABUSER: Origin = {
  address: `${MACHINES_BLOCK}.66`,
  userAgent: `python-requests/2.40 ${LOAD_MARK}`,
}
export const ADMIN: Origin = { address: `${MACHINES_BLOCK}.2`, userAgent: BROWSERS[2]! }
export const WATCHER: Origin = { address: `${MACHINES_BLOCK}.3`, userAgent: LOAD_MARK }

export function attackerOrigin(random: Random): Origin {
  return {
    address: `${ATTACKERS_BLOCK}.${random.between(1, ATTACKER_ADDRESSES)}`,
    userAgent: `okhttp/5.3 ${LOAD_MARK}`,
  }
}
