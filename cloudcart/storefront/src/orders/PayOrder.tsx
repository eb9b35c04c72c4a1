/** For an order that was placed and is not paid: pay it now. */
import { type FormEvent, useState } from 'react'
import type { Order, Payment } from '../api/orders.ts'
import { payAgain } from '../checkout/order-and-pay.ts'
import { PaymentChoice } from '../checkout/PaymentChoice.tsx'
import { emptyCart } from '../kept/cart.ts'
import { useShop } from '../shop-context.ts'
import { useDoing } from '../ui/doing.ts'
import { money } from '../ui/money.ts'
import { Trouble } from '../ui/Trouble.tsx'

export function PayOrder({ order, paid }: { readonly order: Order; readonly paid: (order: Order) => void }) {
  const { cart } = useShop()
  const paying = useDoing()
  const [payment, setPayment] = useState<Payment>({ method: 'card', token: 'tok_ok' })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = await paying.run('pay', call => payAgain(call, cart, order.id, payment))
    if (done === undefined) return
    if (cart.get().orderId === order.id) cart.set(emptyCart())
    paid(done)
  }
  return (
    <form className="panel pay" onSubmit={event => void submit(event)} aria-label="Pay this order">
      <PaymentChoice value={payment} change={setPayment} />
      {paying.problem !== undefined && <Trouble problem={paying.problem} />}
      <button type="submit" className="button primary large" aria-disabled={paying.busy}>
        {paying.busy ? 'Paying' : `Pay ${money(order.totalCents)}`}
      </button>
    </form>
  )
}
