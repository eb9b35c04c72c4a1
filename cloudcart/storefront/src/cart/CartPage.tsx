import { Link } from 'react-router'
import { ProductArt } from '../art/ProductArt.tsx'
import { type CartLine, totalCents, withQuantity } from '../kept/cart.ts'
import { paths } from '../paths.ts'
import { useCart, useShop } from '../shop-context.ts'
import { Empty } from '../ui/Empty.tsx'
import { Icon } from '../ui/Icon.tsx'
import { money } from '../ui/money.ts'
import { Quantity } from '../ui/Quantity.tsx'

export function CartPage() {
  const cart = useCart()
  return (
    <div className="page">
      <title>Cart · CloudCart</title>
      <h1>Your cart</h1>
      {cart.lines.length === 0 ? (
        <Empty title="Nothing is in your cart yet" art={['outdoor', 'Insulated Bottle 0.75 l']}>
          <p>What you add waits here, on this device, until you order it.</p>
          <Link className="button primary" to={paths.everything()}>
            Browse all products
          </Link>
        </Empty>
      ) : (
        <div className="with-summary">
          <ul className="lines">
            {cart.lines.map(line => (
              <Line key={line.productId} line={line} />
            ))}
          </ul>
          <aside className="summary" aria-label="Total">
            <p className="total">
              <span>Total</span>
              <span className="price">{money(totalCents(cart))}</span>
            </p>
            <p className="muted">Delivery is free. Nothing is charged before you pay.</p>
            <Link className="button primary large wide" to={paths.checkout}>
              Go to checkout
            </Link>
          </aside>
        </div>
      )}
    </div>
  )
}

function Line({ line }: { readonly line: CartLine }) {
  const { cart } = useShop()
  const { productId, name, category, priceCents, quantity } = line
  return (
    <li className="line-item">
      <Link className="line-art" to={paths.product(productId)} tabIndex={-1} aria-hidden="true">
        <ProductArt category={category} name={name} />
      </Link>
      <div className="line-words">
        <Link to={paths.product(productId)}>{name}</Link>
        <span className="muted">{money(priceCents)} each</span>
      </div>
      <Quantity
        value={quantity}
        of={name}
        change={value => cart.set(withQuantity(cart.get(), productId, value))}
      />
      <span className="price line-price">{money(priceCents * quantity)}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={`Take ${name} out of the cart`}
        onClick={() => cart.set(withQuantity(cart.get(), productId, 0))}
      >
        <Icon name="bin" />
      </button>
    </li>
  )
}
