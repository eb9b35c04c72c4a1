import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { findProduct, type Product } from '../api/products.ts'
import { ProductArt } from '../art/ProductArt.tsx'
import { MOST_PIECES, withProduct } from '../kept/cart.ts'
import { paths } from '../paths.ts'
import { useCart, useShop } from '../shop-context.ts'
import { Icon } from '../ui/Icon.tsx'
import { useLoaded } from '../ui/loading.ts'
import { money } from '../ui/money.ts'
import { Quantity } from '../ui/Quantity.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { categoryName } from './categories.ts'
import { MoreLikeThis } from './MoreLikeThis.tsx'
import { StockLeft } from './StockLeft.tsx'

export function ProductPage() {
  const { id = '' } = useParams()
  const { value, problem, again } = useLoaded('open product', id, call => findProduct(call, id))
  return (
    <div className="page">
      <title>{`${value?.name ?? 'Product'} · CloudCart`}</title>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={1} shape="card" />}
      {value !== undefined && <ProductDetails key={value.id} product={value} />}
    </div>
  )
}

function ProductDetails({ product }: { readonly product: Product }) {
  const { name, category, description, priceCents, stock } = product
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to={paths.home}>Shop</Link>
        <Link to={paths.category(category)}>{categoryName(category)}</Link>
        <span aria-current="page">{name}</span>
      </nav>
      <article className="product">
        <div className="product-art">
          <ProductArt category={category} name={name} label={`A drawing of ${name}`} />
        </div>
        <div className="product-words">
          <h1>{name}</h1>
          <p className="product-description">{description}</p>
          <p className="product-price">
            <span className="price">{money(priceCents)}</span>
            <StockLeft stock={stock} />
          </p>
          <AddToCart product={product} />
          <ul className="promises">
            <li>
              <Icon name="box" /> Leaves our shelves as soon as it is paid
            </li>
            <li>
              <Icon name="back" /> Goes back when you change your mind
            </li>
          </ul>
        </div>
      </article>
      <MoreLikeThis product={product} />
    </>
  )
}

function AddToCart({ product }: { readonly product: Product }) {
  const { cart } = useShop()
  const inCart = useCart().lines.find(line => line.productId === product.id)?.quantity ?? 0
  const [quantity, setQuantity] = useState(1)
  const room = Math.min(product.stock, MOST_PIECES) - inCart
  const pieces = Math.max(1, Math.min(quantity, room))
  return (
    <div className="add">
      {room > 0 && <Quantity value={pieces} most={room} of={product.name} change={setQuantity} />}
      <button
        type="button"
        className="button primary large"
        disabled={room <= 0}
        onClick={() => {
          cart.set(withProduct(cart.get(), product, pieces))
          setQuantity(1)
        }}
      >
        {product.stock === 0 ? 'Sold out' : room <= 0 ? 'All you can take is in your cart' : 'Add to cart'}
      </button>
      <p className="added" role="status">
        {inCart > 0 && (
          <>
            <Icon name="check" /> {inCart} in your cart. <Link to={paths.cart}>Go to cart</Link>
          </>
        )}
      </p>
    </div>
  )
}
