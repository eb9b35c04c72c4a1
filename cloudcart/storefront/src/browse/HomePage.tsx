import { Link } from 'react-router'
import { listProducts } from '../api/products.ts'
import { ProductArt } from '../art/ProductArt.tsx'
import { paths } from '../paths.ts'
import { Icon } from '../ui/Icon.tsx'
import { useLoaded } from '../ui/loading.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { Cards } from './Cards.tsx'
import { CATEGORY_NAMES } from './categories.ts'

const ON_TOP = [
  ['kitchen', 'Espresso Machine Piccolo'],
  ['audio', 'Bookshelf Speakers Oak Pair'],
  ['toys', 'Plush Otter'],
  ['outdoor', 'Trekking Backpack 45 l'],
] as const

export function HomePage() {
  const newest = useLoaded('open home', 'home', call => listProducts(call, { sort: 'newest', limit: 8 }))
  return (
    <div className="page">
      <title>CloudCart</title>
      <section className="hero">
        <div className="hero-words">
          <h1>Good things, delivered from the cloud</h1>
          <p>
            Sixty products chosen with care, in eight small departments. Order today, watch every step of it.
          </p>
          <Link className="button primary large" to={paths.everything()}>
            Browse all products <Icon name="arrow" />
          </Link>
        </div>
        <div className="hero-art" aria-hidden="true">
          {ON_TOP.map(([category, name]) => (
            <ProductArt key={name} category={category} name={name} />
          ))}
        </div>
      </section>

      <section aria-labelledby="departments">
        <h2 id="departments">Departments</h2>
        <ul className="departments">
          {Object.entries(CATEGORY_NAMES).map(([category, { name, says, shows }]) => (
            <li key={category}>
              <Link className="department" to={paths.category(category)}>
                <ProductArt category={category} name={shows} />
                <span>
                  <b>{name}</b>
                  <small>{says}</small>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>

      <section aria-labelledby="newest">
        <div className="row-head">
          <h2 id="newest">New on the shelves</h2>
          <Link to={paths.everything({ sort: 'newest' })}>See all</Link>
        </div>
        {newest.problem !== undefined && <Trouble problem={newest.problem} again={newest.again} />}
        {newest.value !== undefined && <Cards products={newest.value.items} />}
        {newest.value === undefined && newest.problem === undefined && <Skeleton rows={8} shape="card" />}
      </section>
    </div>
  )
}
