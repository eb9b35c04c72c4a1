import { Link, useSearchParams } from 'react-router'
import { SignedIn } from '../account/SignedIn.tsx'
import { myOrders, ORDERS_PER_PAGE, type Order } from '../api/orders.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { useLoaded } from '../ui/loading.ts'
import { money } from '../ui/money.ts'
import { Pager } from '../ui/Pager.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { StatusBadge } from '../ui/StatusBadge.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { When } from '../ui/When.tsx'
import { shortId } from './short-id.ts'

export function OrdersPage() {
  return (
    <div className="page narrow">
      <title>Orders · CloudCart</title>
      <h1>Your orders</h1>
      <SignedIn to="see your orders">
        <MyOrders />
      </SignedIn>
    </div>
  )
}

function MyOrders() {
  const [query] = useSearchParams()
  const page = Math.max(1, Math.trunc(Number(query.get('page'))) || 1)
  const { value, problem, again } = useLoaded('open my orders', `orders ${page}`, call =>
    myOrders(call, (page - 1) * ORDERS_PER_PAGE),
  )
  return (
    <>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={4} />}
      {value !== undefined && value.items.length > 0 && (
        <ul className="orders">
          {value.items.map(order => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      )}
      {value?.items.length === 0 && (
        <Empty title="You have no orders yet" art={['books', 'Bread, Slowly']}>
          <p>What you buy shows up here, with every step that it takes.</p>
          <Link className="button primary" to={paths.everything()}>
            Browse all products
          </Link>
        </Empty>
      )}
      <Pager
        page={page}
        pages={Math.ceil((value?.total ?? 0) / ORDERS_PER_PAGE)}
        to={each => (each === 1 ? paths.orders : `${paths.orders}?page=${each}`)}
      />
    </>
  )
}

function OrderRow({ order }: { readonly order: Order }) {
  const [first, ...others] = order.items
  return (
    <li>
      <Link className="order-row" to={paths.order(order.id)}>
        <span className="order-what">
          <b>
            {first?.name ?? 'Nothing'}
            {others.length > 0 && ` and ${others.length} more`}
          </b>
          <small className="muted">
            Order {shortId(order.id)}, placed <When at={order.createdAt} />
          </small>
        </span>
        <StatusBadge status={order.status} />
        <span className="price">{money(order.totalCents)}</span>
      </Link>
    </li>
  )
}
