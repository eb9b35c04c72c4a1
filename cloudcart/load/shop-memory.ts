/** What the visitors have learned from the shop's answers: tokens, orders, what is scarce. Bounded by the pools that it speaks of. */
import type { WebAnswer } from './gateway-client.ts'

export interface OrderSeen {
  readonly id: string
  readonly status: string
}

export interface Level {
  readonly productId: string
  readonly available: number
}

export interface ShopMemory {
  /** By number of the account; those that the shop has given and not refused since. */
  readonly tokens: Map<number, string>
  readonly registered: Set<number>
  /** Whether accounts that this run has not made are there from an earlier one. */
  knownFromBefore: boolean
  adminToken: string | undefined
  /** The scarcest first. */
  levels: readonly Level[]
  confirmedOrders: readonly OrderSeen[]
}

/** What one visit has come to. */
export interface Session {
  token: string | undefined
  orderId: string | undefined
  orders: readonly OrderSeen[]
  cartFilled: boolean
  bought: boolean
}

export function createShopMemory(): ShopMemory {
  return {
    tokens: new Map(),
    registered: new Set(),
    knownFromBefore: false,
    adminToken: undefined,
    levels: [],
    confirmedOrders: [],
  }
}

export function createSession(): Session {
  return { token: undefined, orderId: undefined, orders: [], cartFilled: false, bought: false }
}

/** The text at a key of an answer that should be an object; it may be anything. */
export function textIn({ body }: Pick<WebAnswer, 'body'>, key: string): string | undefined {
  const value = objectOf(body)[key]
  return typeof value === 'string' ? value : undefined
}

export function ordersIn(answer: WebAnswer): readonly OrderSeen[] {
  return listIn(answer).flatMap(each => {
    const { id, status } = objectOf(each)
    return typeof id === 'string' && typeof status === 'string' ? [{ id, status }] : []
  })
}

export function levelsIn(answer: WebAnswer): readonly Level[] {
  const levels = listIn(answer).flatMap(each => {
    const { productId, available } = objectOf(each)
    return typeof productId === 'string' && typeof available === 'number' ? [{ productId, available }] : []
  })
  return levels.sort((a, b) => a.available - b.available)
}

/** A list, or an object with one list in it: `{ items: [...], total }`. */
export function listIn({ body }: Pick<WebAnswer, 'body'>): readonly unknown[] {
  if (Array.isArray(body)) return body
  return Object.values(objectOf(body)).find(value => Array.isArray(value)) ?? []
}

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
