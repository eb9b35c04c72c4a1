import { Link } from 'react-router'
import { ProductArt } from '../art/ProductArt.tsx'
import { totalCents } from '../kept/cart.ts'
import { paths } from '../paths.ts'
import { useCart } from '../shop-context.ts'
import { money } from '../ui/money.ts'

export function CartSummary() {
  const cart = useCart()
  return (
    <aside className="summary" aria-labelledby="summary">
      <div className="row-head">
        <h2 id="summary">Your cart</h2>
        <Link to={paths.cart}>Change</Link>
      </div>
      <ul className="summary-lines">
        {cart.lines.map(({ productId, category, name, quantity, priceCents }) => (
          <li key={productId}>
            <ProductArt category={category} name={name} />
            <span>
              {name}
              <small className="muted">
                {quantity} × {money(priceCents)}
              </small>
            </span>
            <span className="price">{money(quantity * priceCents)}</span>
          </li>
        ))}
      </ul>
      <p className="total">
        <span>Total</span>
        <span className="price">{money(totalCents(cart))}</span>
      </p>
    </aside>
  )
}
