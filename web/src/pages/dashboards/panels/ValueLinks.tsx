/** A value that leads elsewhere: to one place, or to one of several. */
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Menu } from '../../../ui/Menu.tsx'
import type { ValueLink } from './panel-props.ts'
import './ValueLinks.css'

export interface ValueLinksProps {
  readonly links: readonly ValueLink[]
  readonly children: ReactNode
}

export function ValueLinks({ links, children }: ValueLinksProps) {
  const navigate = useNavigate()
  const [first] = links
  if (first === undefined) return children
  if (links.length > 1) {
    const entries = links.map((link, i) => ({ ...link, id: String(i) }))
    return (
      <Menu label="Links of this value" entries={entries}>
        {children}
      </Menu>
    )
  }
  return (
    <a
      onClick={event => {
        const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
        if (!isPlain || first.isNewTab || !first.href.startsWith('/') || first.href.startsWith('/api/'))
          return
        event.preventDefault()
        void navigate({ href: first.href } as never)
      }}
      className="value-link"
      href={first.href}
      title={first.title}
      {...(first.isNewTab ? { target: '_blank', rel: 'noreferrer' } : {})}
    >
      {children}
    </a>
  )
}
