/** A link within Vedette. The time range goes along: whoever looks at last night goes on looking at it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Path } from '../paths.ts'
import { keepTime } from './Rail.tsx'

export interface PathLinkProps {
  readonly path: Path
  readonly children: ReactNode
  readonly title?: string
  readonly className?: string
}

export function PathLink({ path: { to, search }, ...props }: PathLinkProps) {
  const searchOf = (before: Record<string, unknown>) => ({ ...keepTime(before), ...search })
  return <Link {...props} to={to} search={searchOf as never} />
}
