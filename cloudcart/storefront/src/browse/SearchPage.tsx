import { Link, useSearchParams } from 'react-router'
import { searchProducts } from '../api/products.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { useLoaded } from '../ui/loading.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { Cards } from './Cards.tsx'
import { CATEGORY_NAMES } from './categories.ts'

const LONGEST = 100

export function SearchPage() {
  const [query] = useSearchParams()
  const words = (query.get('q') ?? '').trim().slice(0, LONGEST)
  return (
    <div className="page">
      <title>{`${words === '' ? 'Search' : words} · CloudCart`}</title>
      {words === '' ? <AskForWords /> : <Found words={words} />}
    </div>
  )
}

function AskForWords() {
  return (
    <Empty title="What are you looking for?" art={['electronics', 'Solar Power Bank 20k']}>
      <p>Type a word into the search box above, for instance “lamp”.</p>
    </Empty>
  )
}

function Found({ words }: { readonly words: string }) {
  const { value, problem, again } = useLoaded('search', words, call => searchProducts(call, words))
  return (
    <>
      <div className="shelf-head">
        <div>
          <h1>“{words}”</h1>
          <p className="muted" role="status">
            {value === undefined
              ? 'Searching'
              : `${value.total} ${value.total === 1 ? 'product' : 'products'} found${value.items.length < value.total ? `, the first ${value.items.length} are shown` : ''}`}
          </p>
        </div>
      </div>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={8} shape="card" />}
      {value !== undefined && value.items.length > 0 && <Cards products={value.items} />}
      {value?.items.length === 0 && (
        <Empty title={`Nothing is called “${words}”`} art={['books', 'Atlas of Small Islands']}>
          <p>Try a shorter word, or look around in a department:</p>
          <p className="chips">
            {Object.entries(CATEGORY_NAMES).map(([category, { name }]) => (
              <Link key={category} className="chip" to={paths.category(category)}>
                {name}
              </Link>
            ))}
          </p>
        </Empty>
      )}
    </>
  )
}
