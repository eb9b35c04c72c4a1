import { listProducts, type Product } from '../api/products.ts'
import { useLoaded } from '../ui/loading.ts'
import { Cards } from './Cards.tsx'
import { categoryName } from './categories.ts'

const SHOWN = 4

/** Nice to have: while it loads, or when it can't be, there is nothing. */
export function MoreLikeThis({ product: { id, category } }: { readonly product: Product }) {
  const { value } = useLoaded('see neighbours', category, call =>
    listProducts(call, { category, limit: SHOWN + 1 }),
  )
  const others = (value?.items ?? []).filter(each => each.id !== id).slice(0, SHOWN)
  if (others.length === 0) return null
  return (
    <section aria-labelledby="more">
      <h2 id="more">More from {categoryName(category)}</h2>
      <Cards products={others} />
    </section>
  )
}
