/** What may happen to an order when, as a table, with words for what may not. */
export const ORDER_STATUSES = [
  'awaiting_payment',
  'confirmed',
  'shipped',
  'delivered',
  'returned',
  'cancelled',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const MOVES = ['pay', 'ship', 'deliver', 'return', 'cancel'] as const
export type Move = (typeof MOVES)[number]

interface Rule {
  readonly from: readonly OrderStatus[]
  readonly to: OrderStatus
  /** `can't be ...` */
  readonly done: string
}

export const RULES: Readonly<Record<Move, Rule>> = {
  pay: { from: ['awaiting_payment'], to: 'confirmed', done: 'paid' },
  ship: { from: ['confirmed'], to: 'shipped', done: 'shipped' },
  deliver: { from: ['shipped'], to: 'delivered', done: 'delivered' },
  return: { from: ['delivered'], to: 'returned', done: 'returned' },
  cancel: { from: ['awaiting_payment', 'confirmed'], to: 'cancelled', done: 'cancelled' },
}

const STANDS: Readonly<Record<OrderStatus, string>> = {
  awaiting_payment: 'it is not paid yet',
  confirmed: 'it is paid and not shipped yet',
  shipped: 'it is on its way',
  delivered: 'it is delivered',
  returned: 'it was returned',
  cancelled: 'it was cancelled',
}

const INSTEAD: Partial<Record<OrderStatus, Partial<Record<Move, string>>>> = {
  delivered: { cancel: 'You can return it instead.' },
  shipped: {
    cancel: 'You can return it when it has arrived.',
    return: 'You can return it when it has arrived.',
  },
  confirmed: { return: 'You can cancel it instead.' },
  awaiting_payment: { return: 'You can cancel it instead.' },
}

/** Where the move leads. */
export function destination(status: OrderStatus, move: Move): OrderStatus | undefined {
  const { from, to } = RULES[move]
  return from.includes(status) ? to : undefined
}

export function refusal(status: OrderStatus, move: Move): string {
  const instead = INSTEAD[status]?.[move]
  return `The order can't be ${RULES[move].done}: ${STANDS[status]}.${instead === undefined ? '' : ` ${instead}`}`
}
