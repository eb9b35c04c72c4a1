import type { ReactNode } from 'react'
import { ProductArt } from '../art/ProductArt.tsx'

/** What would be here, why it isn't, and the way on. */
export function Empty({
  title,
  children,
  art,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly art?: readonly [category: string, name: string]
}) {
  return (
    <div className="empty">
      {art !== undefined && (
        <div className="empty-art">
          <ProductArt category={art[0]} name={art[1]} />
        </div>
      )}
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  )
}
