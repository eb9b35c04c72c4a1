import { Link } from 'react-router'
import type { Product } from '../api/products.ts'
import { ProductArt } from '../art/ProductArt.tsx'
import { paths } from '../paths.ts'
import { money } from '../ui/money.ts'
import { categoryName } from './categories.ts'
import { StockLeft } from './StockLeft.tsx'

export function ProductCard({ product }: { readonly product: Product }) {
  const { id, name, category, priceCents, stock } = product
  return (
    <li className="card">
      <Link to={paths.product(id)}>
        <ProductArt category={category} name={name} />
        <span className="card-category">{categoryName(category)}</span>
        <span className="card-name">{name}</span>
        <span className="card-foot">
          <span className="price">{money(priceCents)}</span>
          {stock < 10 && <StockLeft stock={stock} />}
        </span>
      </Link>
    </li>
  )
}
