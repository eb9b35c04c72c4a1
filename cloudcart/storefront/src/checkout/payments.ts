/** Ways to pay, and the test tokens of the demo in words that people understand. */
import type { PaymentMethod } from '../api/orders.ts'

export const METHOD_WORDS: Readonly<Record<PaymentMethod, { name: string; thing: string }>> = {
  card: { name: 'Card', thing: 'Card' },
  paypal: { name: 'PayPal', thing: 'PayPal account' },
  bank_transfer: { name: 'Bank transfer', thing: 'Bank account' },
  gift_card: { name: 'Gift card', thing: 'Gift card' },
}

/** No card number is ever asked for: the token says what the bank will do. */
export const TOKENS = {
  tok_ok: 'that works',
  tok_declined_insufficient_funds: 'without enough money',
  tok_declined_expired_card: 'that has expired',
  tok_declined_fraud: 'that the bank suspects',
  tok_error: 'whose bank is out of order',
} as const

export type TestToken = keyof typeof TOKENS
