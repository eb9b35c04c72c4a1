import { useState } from 'react'
import { allProducts } from '../../api/products.ts'
import { type Level, stockLevels } from '../../api/stock.ts'
import { useLoaded } from '../../ui/loading.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Trouble } from '../../ui/Trouble.tsx'
import { RoomHead } from '../RoomHead.tsx'
import { StockLine } from './StockLine.tsx'
import { type Shelf, type SortBy, sorted } from './shelf.ts'

const COLUMNS: readonly (readonly [by: SortBy, name: string])[] = [
  ['name', 'Product'],
  ['onHand', 'On hand'],
  ['reserved', 'Reserved'],
  ['available', 'Available'],
]

export function AdminStockPage() {
  const [by, setBy] = useState<SortBy>('available')
  const { value, problem, loading, again, put } = useLoaded('open stock', 'stock', async call => {
    const [levels, products] = await Promise.all([stockLevels(call), allProducts(call)])
    const known = new Map(products.map(product => [product.id, product]))
    return levels.map(
      (level): Shelf => ({
        ...level,
        name: known.get(level.productId)?.name ?? level.productId,
        category: known.get(level.productId)?.category ?? '',
      }),
    )
  })
  const changed = (level: Level): void => {
    put((value ?? []).map(each => (each.productId === level.productId ? { ...each, ...level } : each)))
  }
  return (
    <>
      <RoomHead title="Stock" shown={value?.length} total={value?.length} again={again} busy={loading} />
      {problem !== undefined && <Trouble problem={problem} again={again} />}
      {value === undefined && problem === undefined && <Skeleton rows={12} />}
      {value !== undefined && (
        <div className="table-frame">
          <table className="table stacks">
            <thead>
              <tr>
                {COLUMNS.map(([column, name]) => (
                  <th
                    key={column}
                    scope="col"
                    className={column === 'name' ? '' : 'number'}
                    aria-sort={column === by ? (by === 'reserved' ? 'descending' : 'ascending') : 'none'}
                  >
                    <button type="button" className="sort-button" onClick={() => setBy(column)}>
                      {name}
                    </button>
                  </th>
                ))}
                <th scope="col">Adjust</th>
              </tr>
            </thead>
            <tbody>
              {sorted(value, by).map(shelf => (
                <StockLine key={shelf.productId} shelf={shelf} changed={changed} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
