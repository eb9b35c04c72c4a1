/** A problem in words: what happened, and what to do next. Decided by code and status, never by text. */
import type { ShopProblem } from './problem.ts'

export interface Words {
  readonly title: string
  readonly advice: string
  /** Trying the same again can help. */
  readonly again: boolean
}

type Said = readonly [title: string, advice: string, again?: boolean]

const BY_CODE: Readonly<Record<string, Said>> = {
  unreachable: [
    'The shop can’t be reached',
    'It may be restarting. We keep trying; your cart is safe on this device.',
    true,
  ],
  timeout: ['The shop takes too long to answer', 'Try again in a moment. Nothing is done twice.', true],
  wrong_credentials: ['That didn’t match', 'Check the e-mail address and the password, then try again.'],
  email_taken: ['This e-mail address has an account already', 'Sign in with it instead.'],
  wrong_password: ['The current password is not right', 'Type the password that you sign in with today.'],
  own_role: ['You can’t change your own role', 'Another admin has to do it.'],
  out_of_stock: ['Not enough is left', 'Take fewer in your cart, or something else.'],
  unknown_product: ['Something in your cart is no longer sold', 'Take it out of the cart and go on.'],
  unknown_order: ['There is no such order', 'Look into your orders for the right one.'],
  idempotency_conflict: ['This order was placed already', 'Look into your orders before you place it again.'],
  in_progress: ['This is being worked on already', 'Look at the order again in a moment.', true],
  payment_unavailable: [
    'The payment can’t be made right now',
    'Nothing was charged. Try again in a moment, or pay another way.',
    true,
  ],
  payment_unknown: [
    'We don’t know yet whether the payment went through',
    'We are finding out. Look at the order in a moment before you pay again.',
  ],
  bank_unavailable: [
    'The bank does not answer',
    'Nothing was charged. Try again in a moment, or pay another way.',
    true,
  ],
  chaos_error: [
    'This request was broken on purpose',
    'Chaos is on in this shop. Try again; an admin can switch it off.',
    true,
  ],
  chaos_timeout: [
    'This request was left without an answer on purpose',
    'Chaos is on in this shop. Try again; an admin can switch it off.',
    true,
  ],
}

const DECLINES: Readonly<Record<string, string>> = {
  insufficient_funds: 'There is not enough money on the account.',
  expired_card: 'The card has expired.',
  fraud: 'The bank suspects that somebody else is using it.',
}

export function wordsFor(problem: ShopProblem): Words {
  const { status, code, detail, more } = problem
  if (code === 'payment_declined') {
    const why = DECLINES[String(more.reason)] ?? 'The bank gave no reason.'
    return {
      title: 'The payment was declined',
      advice: `${why} Nothing was charged and your order is kept: choose another way to pay.`,
      again: false,
    }
  }
  const said = BY_CODE[code] ?? byStatus(problem)
  const [title, advice, again = false] = said
  return {
    title,
    advice:
      status >= 400 && status < 500 && BY_CODE[code] === undefined && detail !== ''
        ? `${detail} ${advice}`.trim()
        : advice,
    again,
  }
}

function byStatus({ status, more }: ShopProblem): Said {
  if (status === 401) return ['You are signed out', 'Sign in again to go on.']
  if (status === 403) return ['This is not for your account', 'Sign in as somebody who may.']
  if (status === 404) return ['There is nothing here', 'It may have moved or been taken down.']
  if (status === 409) return ['That doesn’t fit any more', 'Reload to see how things stand.', true]
  if (status === 429) {
    const seconds = Number(more.retryAfterSeconds)
    const wait = seconds > 0 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : 'a minute'
    return ['That was a bit fast', `The shop asks you to wait ${wait} and then try again.`, true]
  }
  if (status >= 400 && status < 500) return ['The shop didn’t accept that', 'Check what you typed.']
  return ['Something went wrong on our side', 'It is not your fault. Try again in a moment.', true]
}
