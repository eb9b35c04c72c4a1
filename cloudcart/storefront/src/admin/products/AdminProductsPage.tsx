import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { allProducts, type Product } from '../../api/products.ts'
import { ProductArt } from '../../art/ProductArt.tsx'
import { categoryName } from '../../browse/categories.ts'
import { StockLeft } from '../../browse/StockLeft.tsx'
import { paths } from '../../paths.ts'
import { Empty } from '../../ui/Empty.tsx'
import { useLoaded } from '../../ui/loading.ts'
import { money } from '../../ui/money.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { RoomHead } from '../RoomHead.tsx'

export function AdminProductsPage() {
  const [words, setWords] = useState('')
  const { value, problem, again } = useLoaded('open products', 'products', allProducts)
  const wanted = words.trim().toLowerCase()
  const { state } = useLocation()
  const products = value && withSaved(value, (state as { saved?: Product } | null)?.saved)
  const shown = (products ?? []).filter(
    ({ name, category, id }) =>
      name.toLowerCase().includes(wanted) || category.includes(wanted) || id.includes(wanted),
  )
  return (
    <>
      <RoomHead title="Products" shown={products && shown.length} total={products?.length}>
        <input
          type="search"
          className="filter"
          placeholder="Filter"
          aria-label="Filter products"
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        <Link className="button small primary" to={paths.adminNewProduct}>
          Add a product
        </Link>
      </RoomHead>
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={12} />}
      {value !== undefined && shown.length === 0 && (
        <Empty title="No product fits">
          <button type="button" className="button" onClick={() => setWords('')}>
            Show all
          </button>
        </Empty>
      )}
      {shown.length > 0 && (
        <div className="table-frame">
          <table className="table stacks">
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col">Category</th>
                <th scope="col" className="number">
                  Price
                </th>
                <th scope="col">Stock</th>
                <th scope="col">
                  <span className="hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ id, name, category, priceCents, stock }) => (
                <tr key={id}>
                  <td data-label="Product" className="clip">
                    <span className="with-art">
                      <ProductArt category={category} name={name} />
                      {name}
                    </span>
                  </td>
                  <td data-label="Category">{categoryName(category)}</td>
                  <td data-label="Price" className="number">
                    {money(priceCents)}
                  </td>
                  <td data-label="Stock">
                    <StockLeft stock={stock} />
                  </td>
                  <td className="actions">
                    <Link className="button small" to={paths.adminProduct(id)} aria-label={`Edit ${name}`}>
                      Edit
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

/** The gateway keeps lists for some seconds: what was saved a moment ago may not be in them. */
function withSaved(products: readonly Product[], saved: Product | undefined): readonly Product[] {
  if (saved === undefined) return products
  return [saved, ...products.filter(({ id }) => id !== saved.id)]
}
