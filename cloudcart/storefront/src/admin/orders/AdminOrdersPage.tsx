import { Link, useSearchParams } from 'react-router'
import { allOrders, ORDER_STATUSES, ORDERS_PER_PAGE, type Order, type OrderStatus } from '../../api/orders.ts'
import { OrderMoves } from '../../orders/OrderMoves.tsx'
import { shortId } from '../../orders/short-id.ts'
import { paths } from '../../paths.ts'
import { Empty } from '../../ui/Empty.tsx'
import { useLoaded } from '../../ui/loading.ts'
import { money } from '../../ui/money.ts'
import { Pager } from '../../ui/Pager.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { STATUS_WORDS, StatusBadge } from '../../ui/StatusBadge.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { When } from '../../ui/When.tsx'
import { RoomHead } from '../RoomHead.tsx'

export function AdminOrdersPage() {
  const [query] = useSearchParams()
  const status = ORDER_STATUSES.find(each => each === query.get('status'))
  const page = Math.max(1, Math.trunc(Number(query.get('page'))) || 1)
  const { value, problem, loading, again, put } = useLoaded('open all orders', `${status} ${page}`, call =>
    allOrders(call, status, (page - 1) * ORDERS_PER_PAGE),
  )
  const moved = (order: Order): void => {
    if (value !== undefined) {
      put({ ...value, items: value.items.map(each => (each.id === order.id ? order : each)) })
    }
  }
  return (
    <>
      <RoomHead
        title="Orders"
        shown={value?.items.length}
        total={value?.total}
        again={again}
        busy={loading}
      />
      <StatusFilter status={status} />
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={10} />}
      {value !== undefined && value.items.length > 0 && (
        <div className="table-frame">
          <table className="table stacks">
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Items</th>
                <th scope="col">Placed</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Total
                </th>
                <th scope="col">
                  <span className="hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.items.map(order => (
                <OrderLine key={order.id} order={order} moved={moved} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value?.items.length === 0 && (
        <Empty
          title={
            status === undefined
              ? 'Nobody has ordered yet'
              : `No order is ${STATUS_WORDS[status].toLowerCase()}`
          }
        >
          {status === undefined ? (
            <p>Orders show up here as soon as somebody places one.</p>
          ) : (
            <Link className="button" to={paths.adminOrders()}>
              Show all orders
            </Link>
          )}
        </Empty>
      )}
      <Pager
        page={page}
        pages={Math.ceil((value?.total ?? 0) / ORDERS_PER_PAGE)}
        to={each => `${paths.adminOrders(status)}${status === undefined ? '?' : '&'}page=${each}`}
      />
    </>
  )
}

function OrderLine({ order, moved }: { readonly order: Order; readonly moved: (order: Order) => void }) {
  const [first, ...others] = order.items
  return (
    <tr>
      <td data-label="Order">
        <Link to={paths.order(order.id)} title={order.id}>
          <code>{shortId(order.id)}</code>
        </Link>
      </td>
      <td data-label="Items" className="clip">
        {first !== undefined && `${first.quantity} × ${first.name}`}
        {others.length > 0 && <span className="muted"> and {others.length} more</span>}
      </td>
      <td data-label="Placed">
        <When at={order.createdAt} />
      </td>
      <td data-label="State">
        <StatusBadge status={order.status} />
      </td>
      <td data-label="Total" className="number">
        {money(order.totalCents)}
      </td>
      <td className="actions">
        <OrderMoves order={order} moves={['ship', 'deliver', 'cancel']} done={moved} brief />
      </td>
    </tr>
  )
}

function StatusFilter({ status }: { readonly status: OrderStatus | undefined }) {
  const current = (here: boolean) => (here ? { 'aria-current': 'page' as const } : {})
  return (
    <nav className="chips" aria-label="State of the orders">
      <Link className="chip" to={paths.adminOrders()} {...current(status === undefined)}>
        All
      </Link>
      {ORDER_STATUSES.map(each => (
        <Link key={each} className="chip" to={paths.adminOrders(each)} {...current(each === status)}>
          {STATUS_WORDS[each]}
        </Link>
      ))}
    </nav>
  )
}
