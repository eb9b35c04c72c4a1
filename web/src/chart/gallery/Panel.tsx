import type { ReactNode } from 'react'

export function Panel({
  title,
  wide = false,
  children,
}: {
  title: string
  wide?: boolean
  children: ReactNode
}) {
  return (
    <section className={`panel gallery-panel ${wide ? 'gallery-wide' : ''}`}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
