/**
 * A text that must not be seen: a password, a token, a key. It prints as `<secret>` wherever it is logged, put into a
 * template or turned into JSON; whoever sends it says `reveal()`.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { inspect, isDeepStrictEqual } from 'node:util'

export const HIDDEN = '<secret>'

/** Digests are only compared within one process, so that they say nothing about the text to anybody else. */
const DIGEST_KEY = randomBytes(32)

export class Secret {
  readonly #text: string
  /** Differs where the text differs, so that comparing two configurations notices a changed password. */
  readonly digest: string

  constructor(text: string) {
    this.#text = text
    this.digest = createHmac('sha256', DIGEST_KEY).update(text).digest('base64')
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}

/** Whether two pieces of configuration are the same, secrets included (JSON would take every secret for the same). */
export function sameSettings(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b)
}
