/** One page from cart to order: who, where, how. */
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { SignInForm } from '../account/SignInForm.tsx'
import type { Payment } from '../api/orders.ts'
import { labelOf } from '../kept/address.ts'
import { emptyCart, totalCents } from '../kept/cart.ts'
import { paths } from '../paths.ts'
import { useAddress, useCart, useSession, useShop } from '../shop-context.ts'
import { useDoing } from '../ui/doing.ts'
import { Empty } from '../ui/Empty.tsx'
import { money } from '../ui/money.ts'
import { Trouble } from '../ui/Trouble.tsx'
import { AddressFields } from './AddressFields.tsx'
import { CartSummary } from './CartSummary.tsx'
import { orderAndPay } from './order-and-pay.ts'
import { PaymentChoice } from './PaymentChoice.tsx'

export function CheckoutPage() {
  const session = useSession()
  const cart = useCart()
  return (
    <div className="page">
      <title>Checkout · CloudCart</title>
      <h1>Checkout</h1>
      {cart.lines.length === 0 ? (
        <Empty title="There is nothing to check out">
          <p>Your cart is empty.</p>
          <Link className="button primary" to={paths.everything()}>
            Browse all products
          </Link>
        </Empty>
      ) : (
        <div className="with-summary">
          {session === undefined ? (
            <section className="panel" aria-labelledby="who">
              <h2 id="who">Who is buying?</h2>
              <SignInForm />
            </section>
          ) : (
            <PayForm />
          )}
          <CartSummary />
        </div>
      )}
    </div>
  )
}

function PayForm() {
  const shop = useShop()
  const cart = useCart()
  const session = useSession()
  const address = useAddress()
  const navigate = useNavigate()
  const paying = useDoing()
  const [payment, setPayment] = useState<Payment>({ method: 'card', token: 'tok_ok' })
  const to = address.name === '' && session !== undefined ? { ...address, name: session.user.name } : address

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const order = await paying.run('pay', call => orderAndPay(call, shop.cart, labelOf(to), payment))
    if (order === undefined) return
    // First the page, then the cart: an empty one has no checkout.
    await navigate(paths.thanks(order.id), { replace: true })
    shop.cart.set(emptyCart())
  }
  return (
    <form className="panel pay" onSubmit={event => void submit(event)}>
      <AddressFields value={to} change={shop.address.set} fixed={cart.orderId !== undefined} />
      <PaymentChoice value={payment} change={setPayment} />
      {paying.problem !== undefined && (
        <Trouble problem={paying.problem}>
          {paying.problem.code === 'out_of_stock' && <Link to={paths.cart}>Change your cart</Link>}
          {paying.problem.code === 'payment_unknown' && <Link to={paths.orders}>Look into your orders</Link>}
        </Trouble>
      )}
      <button type="submit" className="button primary large wide" aria-disabled={paying.busy}>
        {paying.busy ? 'Paying' : `Pay ${money(totalCents(cart))}`}
      </button>
    </form>
  )
}
