/** A link to a page that keeps the time range. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import { keepTime } from '../../frame/Rail.tsx'
import type { Path } from '../../paths.ts'

export interface PageLinkProps {
  readonly path: Path
  readonly children: ReactNode
  readonly className?: string
  readonly title?: string
}

export function PageLink({ path, children, ...rest }: PageLinkProps) {
  return (
    <Link {...rest} to={path.to} search={searchFor(path) as never}>
      {children}
    </Link>
  )
}

/** The same as a function. */
export function useGoTo(): (path: Path) => void {
  const navigate = useNavigate()
  return useCallback(path => void navigate({ to: path.to, search: searchFor(path) } as never), [navigate])
}

function searchFor(path: Path) {
  return (before: Record<string, unknown>) => ({ ...keepTime(before), ...path.search })
}
