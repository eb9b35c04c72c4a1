/** The cart: pure changes of a value. Each content has a key of its own, under which it is ordered at most once. */
import type { Product } from '../api/products.ts'
import type { KeptOptions } from './kept.ts'

export interface CartLine {
  readonly productId: string
  readonly name: string
  readonly category: string
  readonly priceCents: number
  readonly quantity: number
}

export interface Cart {
  /** The Idempotency-Key of the order that this becomes. */
  readonly key: string
  readonly lines: readonly CartLine[]
  /** The order that was placed from this content and is not paid yet. */
  readonly orderId?: string
  /** Payments that were tried for it: each declined one makes room for the next. */
  readonly attempts: number
}

export const MOST_PIECES = 20
const MOST_LINES = 50

export function emptyCart(): Cart {
  return withLines([])
}

export function withProduct(cart: Cart, product: Product, quantity: number): Cart {
  const found = cart.lines.find(line => line.productId === product.id)
  const pieces = within((found?.quantity ?? 0) + quantity, product.stock)
  if (pieces === 0) return cart
  if (found !== undefined) return withQuantity(cart, product.id, pieces)
  if (cart.lines.length >= MOST_LINES) return cart
  const { id: productId, name, category, priceCents } = product
  return withLines([...cart.lines, { productId, name, category, priceCents, quantity: pieces }])
}

/** 0 takes it out. */
export function withQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const pieces = within(quantity, MOST_PIECES)
  const lines = cart.lines.flatMap(line => {
    if (line.productId !== productId) return [line]
    return pieces === 0 ? [] : [{ ...line, quantity: pieces }]
  })
  return withLines(lines)
}

/** The same content, to be ordered anew. */
export function renewed({ lines }: Cart): Cart {
  return withLines(lines)
}

export function pieces({ lines }: Cart): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0)
}

export function totalCents({ lines }: Cart): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0)
}

export function readCart(stored: unknown): Cart {
  const { key, lines, orderId, attempts } = (stored ?? {}) as Partial<Cart>
  if (typeof key !== 'string' || !Array.isArray(lines) || !lines.every(isLine)) return emptyCart()
  return {
    key,
    lines,
    attempts: typeof attempts === 'number' ? attempts : 0,
    ...(typeof orderId === 'string' ? { orderId } : {}),
  }
}

export const CART: Pick<KeptOptions<Cart>, 'key' | 'read'> = { key: 'cloudcart.cart', read: readCart }

function isLine(line: unknown): line is CartLine {
  const { productId, name, category, priceCents, quantity } = (line ?? {}) as Partial<CartLine>
  return (
    [productId, name, category].every(each => typeof each === 'string') &&
    [priceCents, quantity].every(each => Number.isInteger(each))
  )
}

function withLines(lines: readonly CartLine[]): Cart {
  return { key: crypto.randomUUID(), lines, attempts: 0 }
}

function within(quantity: number, stock: number): number {
  return Math.max(0, Math.min(Math.trunc(quantity) || 0, stock, MOST_PIECES))
}
