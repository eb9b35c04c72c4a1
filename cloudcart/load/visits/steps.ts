/**
 * What a visitor means to do next. A step names no order and no token: those come from the shop's answers and are filled in when the step
 * is carried out, so that the same seed plans the same steps whatever the shop answers.
 */
import type { Category } from '../../contracts/catalogue.ts'

export const PAYMENT_METHODS = ['card', 'paypal', 'bank_transfer', 'gift_card'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

export interface CartItem {
  readonly productId: string
  readonly quantity: number
}

/** What is done when a step can't be: somebody who has no order to cancel looks at something instead. */
export type Intent =
  | { readonly kind: 'categories' }
  | { readonly kind: 'list'; readonly category: Category | undefined; readonly offset: number }
  | { readonly kind: 'search'; readonly words: string }
  | { readonly kind: 'view'; readonly productId: string }
  /** Remembered people come with the token of their last visit, if they have one. */
  | { readonly kind: 'login'; readonly remembered: boolean }
  | { readonly kind: 'login-wrong' }
  | { readonly kind: 'register'; readonly newcomer: number }
  | { readonly kind: 'profile' }
  | { readonly kind: 'checkout'; readonly items: readonly CartItem[] }
  | { readonly kind: 'pay'; readonly method: PaymentMethod; readonly token: string }
  | { readonly kind: 'orders' }
  | { readonly kind: 'order' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'return' }
  | { readonly kind: 'crawl'; readonly offset: number }
  | { readonly kind: 'abuse'; readonly productId: string }
  | { readonly kind: 'admin-login' }
  | { readonly kind: 'admin-orders' }
  | { readonly kind: 'admin-ship' }
  | { readonly kind: 'admin-levels' }
  /** The n-th scarcest product. */
  | { readonly kind: 'admin-restock'; readonly rank: number; readonly pieces: number }
  | { readonly kind: 'admin-users' }

export type StepKind = Intent['kind']

export const STEP_KINDS = [
  ...(['categories', 'list', 'search', 'view', 'login', 'login-wrong', 'register', 'profile'] as const),
  ...(['checkout', 'pay', 'orders', 'order', 'cancel', 'return', 'crawl', 'abuse', 'admin-login'] as const),
  ...(['admin-orders', 'admin-ship', 'admin-levels', 'admin-restock', 'admin-users'] as const),
] as const satisfies readonly StepKind[]

export type Step = Intent & {
  /** How long the visitor thinks before it; an absence, where it is long. */
  readonly thinkMs: number
  /** Something lies in the cart from now on. */
  readonly fillsCart?: true
}

/** A visit is a state machine: each `next` is the next step. */
export type Visit = Generator<Step, void, void>
