import { Link } from 'react-router'
import type { Order } from '../api/orders.ts'
import { paths } from '../paths.ts'
import { money } from '../ui/money.ts'

export function OrderItems({ order }: { readonly order: Order }) {
  return (
    <table className="items">
      <caption className="hidden">What was ordered</caption>
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col" className="number">
            Price
          </th>
          <th scope="col" className="number">
            Quantity
          </th>
          <th scope="col" className="number">
            Sum
          </th>
        </tr>
      </thead>
      <tbody>
        {order.items.map(({ productId, name, unitPriceCents, quantity }) => (
          <tr key={productId}>
            <td>
              <Link to={paths.product(productId)}>{name}</Link>
            </td>
            <td className="number">{money(unitPriceCents)}</td>
            <td className="number">{quantity}</td>
            <td className="number">{money(unitPriceCents * quantity)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            Total
          </th>
          <td className="number price">{money(order.totalCents)}</td>
        </tr>
      </tfoot>
    </table>
  )
}
