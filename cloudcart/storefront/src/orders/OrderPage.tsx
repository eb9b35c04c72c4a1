import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { SignedIn } from '../account/SignedIn.tsx'
import { findOrder, type Order } from '../api/orders.ts'
import { paths } from '../paths.ts'
import { useShop } from '../shop-context.ts'
import { useLoaded } from '../ui/loading.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { StatusBadge } from '../ui/StatusBadge.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { When } from '../ui/When.tsx'
import { History } from './History.tsx'
import { OrderItems } from './OrderItems.tsx'
import { OrderMoves } from './OrderMoves.tsx'
import { PayOrder } from './PayOrder.tsx'
import { shortId } from './short-id.ts'

export function OrderPage() {
  const { id = '' } = useParams()
  return (
    <div className="page narrow">
      <title>{`Order ${shortId(id)} · CloudCart`}</title>
      <SignedIn to="see this order">
        <OneOrder id={id} />
      </SignedIn>
    </div>
  )
}

const LOOK_EVERY_MS = 5_000

function OneOrder({ id }: { readonly id: string }) {
  const { quiet } = useShop()
  const { value, problem, again, put } = useLoaded('open order', id, call => findOrder(call, id))
  const moving = value !== undefined && ['awaiting_payment', 'confirmed', 'shipped'].includes(value.status)
  useEffect(() => {
    if (!moving) return
    const gone = new AbortController()
    const look = (): void => {
      // A look that fails is no trouble: the next one follows.
      findOrder(quiet(gone.signal), id).then(put, () => {})
    }
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => {
      clearInterval(timer)
      gone.abort()
    }
  }, [quiet, id, put, moving])
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to={paths.orders}>Your orders</Link>
        <span aria-current="page">{shortId(id)}</span>
      </nav>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={5} />}
      {value !== undefined && <OrderDetails order={value} put={put} />}
    </>
  )
}

function OrderDetails({ order, put }: { readonly order: Order; readonly put: (order: Order) => void }) {
  return (
    <>
      <div className="shelf-head">
        <div>
          <h1>
            Order <code title={order.id}>{shortId(order.id)}</code>
          </h1>
          <p className="muted">
            Placed <When at={order.createdAt} />
          </p>
        </div>
        <StatusBadge status={order.status} />
      </div>
      <div className="order-columns">
        <section className="panel">
          <History order={order} />
        </section>
        <section className="panel">
          <OrderItems order={order} />
          <OrderMoves order={order} moves={['cancel', 'return']} done={put} />
        </section>
      </div>
      {order.status === 'awaiting_payment' && <PayOrder order={order} paid={put} />}
    </>
  )
}
