import type { Product } from '../api/products.ts'
import { ProductCard } from './ProductCard.tsx'

export function Cards({
  products,
  dimmed = false,
}: {
  readonly products: readonly Product[]
  readonly dimmed?: boolean
}) {
  return (
    <ul className={dimmed ? 'cards dimmed' : 'cards'}>
      {products.map(product => (
        <ProductCard key={product.id} product={product} />
      ))}
    </ul>
  )
}
