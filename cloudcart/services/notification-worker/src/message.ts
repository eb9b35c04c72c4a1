/** What an event says to people, and where it is said. Pure; what isn't here is only counted. */
import type { Events, EventType } from '../../../contracts/events.ts'

export const CHANNELS = ['log', 'slack', 'email'] as const
export type Channel = (typeof CHANNELS)[number]

export interface Message {
  readonly channels: readonly Channel[]
  /** Who gets an e-mail; its address is made from it. */
  readonly userId?: string
  /** Id of the noun: the order, the product. */
  readonly about: string
  readonly title: string
  readonly text: string
}

type Writer<Type extends EventType> = (payload: Events[Type]['payload']) => Message | undefined
type Quiet = 'notification.sent' | 'inventory.changed'

const order =
  (
    title: string,
    channels: readonly Channel[] = ['email'],
  ): ((payload: Events['order.created']['payload']) => Message) =>
  ({ orderId, userId, totalCents, lines }) => ({
    channels,
    userId,
    about: orderId,
    title: `${title}: ${shortOf(orderId)}`,
    text: `${lines.length === 1 ? '1 article' : `${lines.length} articles`}, ${dollars(totalCents)}.`,
  })

const payment =
  (
    title: string,
    channels: readonly Channel[] = ['email'],
  ): ((payload: Events['payment.succeeded']['payload']) => Message) =>
  ({ orderId, userId, amountCents, method }) => ({
    channels,
    userId,
    about: orderId,
    title: `${title}: ${shortOf(orderId)}`,
    text: `${dollars(amountCents)} by ${method}.`,
  })

const chaos = (title: string, text = ''): Message => ({
  channels: ['log', 'slack'],
  about: 'chaos',
  title,
  text,
})

const WRITERS: { readonly [Type in Exclude<EventType, Quiet>]: Writer<Type> } = {
  'user.registered': ({ userId, name }) => ({
    channels: ['email'],
    userId,
    about: userId,
    title: 'Welcome to CloudCart',
    text: `Good to have you here, ${name}.`,
  }),
  'user.updated': ({ userId, fields }) => ({
    channels: ['email'],
    userId,
    about: userId,
    title: 'Your profile was changed',
    text: `Changed: ${fields.join(', ')}.`,
  }),
  // Somebody who tries passwords would write the shop's mail: these are counted, and told by an alert.
  'user.login_failed': () => undefined,
  'product.created': ({ productId, name, category }) => ({
    channels: ['log'],
    about: productId,
    title: `New in the catalogue: ${name}`,
    text: category,
  }),
  'product.stock_low': ({ productId, name, left, severity }) => ({
    channels: ['log', 'slack'],
    about: productId,
    title: `Stock is low (${severity}): ${name}`,
    text: `${left} left.`,
  }),
  'order.created': order('We have your order'),
  'order.confirmed': order('Your order is confirmed', ['email', 'slack']),
  'order.shipped': order('Your order is on its way'),
  'order.delivered': order('Your order has arrived'),
  'order.cancelled': order('Your order is cancelled', ['email', 'slack']),
  'order.returned': order('We have your return'),
  'payment.succeeded': payment('Your payment'),
  'payment.failed': payment('Your payment did not work', ['email', 'slack']),
  'payment.refunded': payment('Your refund'),
  'chaos.enabled': ({ by }) => chaos('Chaos is on', `By ${by}.`),
  'chaos.disabled': ({ by }) => chaos('Chaos is off', `By ${by}.`),
  'chaos.configured': () => chaos('Chaos is configured anew'),
  'chaos.injected': ({ kind, target, detail }) => chaos(`Chaos injected: ${kind} at ${target}`, detail),
  'fault.started': ({ fault, target, grade }) => chaos(`Fault started: ${fault} (${grade}) at ${target}`),
  'fault.ended': ({ fault, target }) => chaos(`Fault ended: ${fault} at ${target}`),
}

export const EVENT_TYPES: readonly string[] = [...Object.keys(WRITERS), 'notification.sent']

/** Types come over the wire; only known ones become label values. */
export function typeLabel(type: string): string {
  return EVENT_TYPES.includes(type) ? type : 'other'
}

export class UnreadablePayload extends Error {}

/** Throws UnreadablePayload when the event does not have what its type promises. */
export function messageOf(type: string, payload: Readonly<Record<string, unknown>>): Message | undefined {
  if (!Object.hasOwn(WRITERS, type)) return undefined
  const write = WRITERS[type as keyof typeof WRITERS] as (payload: unknown) => Message | undefined
  let message: Message | undefined
  try {
    message = write(payload)
  } catch (cause) {
    throw new UnreadablePayload(`${type} does not have what it promises`, { cause })
  }
  if (message !== undefined && typeof message.about !== 'string') {
    throw new UnreadablePayload(`${type} does not say what it is about`)
  }
  return message
}

export const CHAOS_TYPES = [
  'enabled',
  'disabled',
  'configured',
  'latency',
  'error',
  'timeout',
  'random',
  'fault_started',
  'fault_ended',
  'other',
] as const
export type ChaosType = (typeof CHAOS_TYPES)[number]

export function chaosTypeOf(type: string, payload: Readonly<Record<string, unknown>>): ChaosType {
  const name = type === 'chaos.injected' ? payload.kind : type.replace(/^chaos\./, '').replace('.', '_')
  return CHAOS_TYPES.find(each => each === name) ?? 'other'
}

function shortOf(id: string): string {
  return id.slice(0, 12)
}

function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`
}
