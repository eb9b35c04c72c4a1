/** The products of one category, or of all: sorted, in pages. The address says which. */
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { listProducts } from '../api/products.ts'
import { NothingHere } from '../frame/NothingHere.tsx'
import { PAGE_SIZE, paths, type Shelf, type Sort } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { useLoaded } from '../ui/loading.ts'
import { Pager } from '../ui/Pager.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { Cards } from './Cards.tsx'
import { CATEGORY_NAMES, isCategory } from './categories.ts'

const SORTS: Readonly<Record<Sort, string>> = {
  name: 'Name',
  price_asc: 'Price, low to high',
  price_desc: 'Price, high to low',
  newest: 'Newest first',
}

export function ShelfPage() {
  const { category } = useParams()
  return category === undefined || isCategory(category) ? <ShelfOf category={category} /> : <NothingHere />
}

function ShelfOf({ category }: { readonly category: keyof typeof CATEGORY_NAMES | undefined }) {
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const asked = query.get('sort')
  const sort: Sort = asked !== null && Object.hasOwn(SORTS, asked) ? (asked as Sort) : 'name'
  const page = Math.min(1_000, Math.max(1, Math.trunc(Number(query.get('page'))) || 1))
  const to = (shelf: Shelf): string =>
    category === undefined ? paths.everything(shelf) : paths.category(category, shelf)

  const listing = { category, sort, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }
  const { value, problem, loading, again } = useLoaded('open shelf', JSON.stringify(listing), call =>
    listProducts(call, listing),
  )
  const { name, says } =
    category === undefined
      ? { name: 'All products', says: 'Everything that the shop has' }
      : CATEGORY_NAMES[category]
  const pages = value === undefined ? 0 : Math.ceil(value.total / PAGE_SIZE)
  return (
    <div className="page">
      <title>{`${name} · CloudCart`}</title>
      <div className="shelf-head">
        <div>
          <h1>{name}</h1>
          <p className="muted">
            {says}
            {value !== undefined && `, ${value.total} ${value.total === 1 ? 'product' : 'products'}`}
          </p>
        </div>
        <label className="sort">
          Sort by
          <select value={sort} onChange={event => void navigate(to({ sort: event.target.value as Sort }))}>
            {Object.entries(SORTS).map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={PAGE_SIZE} shape="card" />}
      {value !== undefined && value.items.length > 0 && <Cards products={value.items} dimmed={loading} />}
      {value !== undefined && value.items.length === 0 && (
        <Empty title={value.total === 0 ? 'This shelf is empty' : 'There is no such page'}>
          <p>
            {value.total === 0 ? 'Nothing is sold here at the moment.' : 'The shelf is shorter than that.'}
          </p>
        </Empty>
      )}
      <Pager page={page} pages={pages} to={each => to({ sort, page: each })} />
    </div>
  )
}
