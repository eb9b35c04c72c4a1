/**
 * Passwords are kept as scrypt hashes. A hash takes 50 to 100 ms of a core and 16 MB, away from the event loop; a crowd at the door
 * waits, and beyond that is sent away. To compare with nobody's hash takes as long as with somebody's.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { createGate } from './gate.ts'

export interface Passwords {
  hash(password: string): Promise<string>
  /** `stored` is undefined where nobody has that name: false, and as late as otherwise. */
  matches(password: string, stored: string | undefined): Promise<boolean>
}

export interface PasswordOptions {
  readonly hashed?: (seconds: number) => void
  readonly compared?: (seconds: number) => void
  readonly atOnce?: number
  readonly waiting?: number
}

interface Cost {
  /** Power of two. */
  readonly rounds: number
  readonly block: number
  readonly lanes: number
}

const COST: Cost = { rounds: 14, block: 8, lanes: 2 }
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Four at once take 64 MB and all of libuv's threads; those that wait get their turn before their caller gives up. */
const AT_ONCE = 4
const WAITING = 32

export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { hashed, compared, atOnce = AT_ONCE, waiting = WAITING } = options
  const gate = createGate({ atOnce, waiting })
  const decoy = encode(COST, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES))

  const derive = (password: string, salt: Buffer, cost: Cost, done?: (seconds: number) => void) =>
    gate(async () => {
      const began = performance.now()
      const key = await deriveKey(password, salt, cost)
      done?.((performance.now() - began) / 1000)
      return key
    })

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return encode(COST, salt, await derive(password, salt, COST, hashed))
    },
    async matches(password, stored) {
      const { cost, salt, key } = decode(stored ?? decoy)
      const shown = await derive(password, salt, cost, compared)
      return timingSafeEqual(shown, key) && stored !== undefined
    },
  }
}

function deriveKey(password: string, salt: Buffer, { rounds, block, lanes }: Cost): Promise<Buffer> {
  const N = 2 ** rounds
  const options: ScryptOptions = { N, r: block, p: lanes, maxmem: 256 * N * block }
  // One word typed on two keyboards may be two strings.
  const typed = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(typed, salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

function encode({ rounds, block, lanes }: Cost, salt: Buffer, key: Buffer): string {
  return ['scrypt', rounds, block, lanes, salt.toString('base64url'), key.toString('base64url')].join(':')
}

const STORED = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([\w-]{22}):([\w-]{43})$/

/** Hashes of other costs can still be compared. */
function decode(stored: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [, rounds, block, lanes, salt, key] = STORED.exec(stored) ?? []
  if (salt === undefined || key === undefined) throw new Error('a stored password hash can’t be read')
  return {
    cost: { rounds: Number(rounds), block: Number(block), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}
