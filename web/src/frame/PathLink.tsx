/** Links within Vedette. The time range goes along: whoever looks at last night goes on looking at it. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import type { Path } from '../paths.ts'
import { keepTime } from './Rail.tsx'

export interface PathLinkProps {
  readonly path: Path
  readonly children: ReactNode
  readonly title?: string
  readonly className?: string
}

export function PathLink({ path, ...props }: PathLinkProps) {
  return <Link {...props} to={path.to} search={searchFor(path) as never} />
}

/** The same as a function. */
export function useGoTo(): (path: Path) => void {
  const navigate = useNavigate()
  return useCallback(path => void navigate({ to: path.to, search: searchFor(path) } as never), [navigate])
}

function searchFor({ search }: Path) {
  return (before: Record<string, unknown>) => ({ ...keepTime(before), ...search })
}
