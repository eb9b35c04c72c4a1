/** What narrows and changes a list, in a line above it. */
import type { ReactNode } from 'react'
import './Toolbar.css'

export function Toolbar({ children }: { readonly children: ReactNode }) {
  return <div className="toolbar">{children}</div>
}
