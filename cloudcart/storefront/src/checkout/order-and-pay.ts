/**
 * From a cart to a paid order. Every request carries a key, so a repeat (a double click, a lost answer, a reload) orders and pays once; a
 * declined payment leaves the order standing for the next one.
 */
import type { Call } from '../api/call.ts'
import { findOrder, type NewOrder, type Order, type Payment, payOrder, placeOrder } from '../api/orders.ts'
import { ShopProblem } from '../api/problem.ts'
import { type Cart, renewed } from '../kept/cart.ts'
import type { Kept } from '../kept/kept.ts'

export async function orderAndPay(
  call: Call,
  kept: Kept<Cart>,
  shippingAddress: string,
  payment: Payment,
): Promise<Order> {
  const id = await placed(call, kept, shippingAddress)
  try {
    return await paid(call, kept, id, payment)
  } catch (error) {
    if (!isProblem(error, 'cannot_pay')) throw error
  }
  const order = await findOrder(call, id)
  // Paid before, and the answer was lost.
  if (order.status !== 'cancelled') return order
  // It waited too long for its payment: the same things once more.
  kept.set(renewed(kept.get()))
  return paid(call, kept, await placed(call, kept, shippingAddress), payment)
}

/** An order that was placed before, tried under a key of its own. */
export async function payAgain(call: Call, kept: Kept<Cart>, id: string, payment: Payment): Promise<Order> {
  if (kept.get().orderId === id) return paid(call, kept, id, payment)
  return payOrder(call, id, payment, crypto.randomUUID())
}

async function placed(call: Call, kept: Kept<Cart>, shippingAddress: string): Promise<string> {
  const { orderId, lines } = kept.get()
  if (orderId !== undefined) return orderId
  const order: NewOrder = {
    items: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    shippingAddress,
  }
  const { id } = await placeOrder(call, order, kept.get().key).catch(error => {
    // Under this key it was placed for another address, and that answer was lost.
    if (!isProblem(error, 'idempotency_conflict')) throw error
    kept.set(renewed(kept.get()))
    return placeOrder(call, order, kept.get().key)
  })
  kept.set({ ...kept.get(), orderId: id })
  return id
}

async function paid(call: Call, kept: Kept<Cart>, id: string, payment: Payment): Promise<Order> {
  const { key, attempts } = kept.get()
  try {
    return await payOrder(call, id, payment, `${key}-${attempts}-${payment.method}-${payment.token}`)
  } catch (error) {
    // This attempt is over and took nothing; the next one is another. Of a lost answer that isn't known.
    const over = isProblem(error, 'payment_declined') || isProblem(error, 'payment_unavailable')
    if (over) kept.set({ ...kept.get(), attempts: attempts + 1 })
    throw error
  }
}

function isProblem(error: unknown, code: string): boolean {
  return error instanceof ShopProblem && error.code === code
}
