/** Above the panels: what may be chosen, where one may go, what should be known. */
import { useQuery } from '@tanstack/react-query'
import type { DashboardAnswer, DashboardList } from '@vedette/api'
import type { DashboardLink, Scope } from '@vedette/dashboard'
import { Download, ExternalLink, Info, ListTree, Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import { askPlain } from '../../api/client.ts'
import { useMayChange } from '../../frame/useSession.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import './DashboardHead.css'
import { DashboardNotes } from './DashboardNotes.tsx'
import { Hint } from './Hint.tsx'
import { dashboardLink, withState } from './links.ts'
import { ValueLinks } from './panels/ValueLinks.tsx'

export interface DashboardHeadProps {
  readonly answer: DashboardAnswer
  readonly scope: Scope
  readonly problems: readonly string[]
  readonly onEdit: () => void
  /** What may be chosen. */
  readonly children: ReactNode
}

export function DashboardHead({ answer, scope, problems, onEdit, children }: DashboardHeadProps) {
  const { dashboard, notes, uid } = answer
  const { description = '', links } = dashboard
  const mayEdit = useMayChange()
  return (
    <div className="dashboard-head">
      {children}
      <div className="dashboard-head-right">
        {links.map((link, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: links have nothing else of their own
          <HeadLink key={i} link={link} scope={scope} own={uid} />
        ))}
        {description === '' ? null : (
          <Hint label="About this dashboard" icon={<Info aria-hidden />}>
            {description}
          </Hint>
        )}
        <DashboardNotes notes={notes} problems={problems} file={answer.file} />
        <Menu
          label="Export"
          entries={[
            { id: 'json', title: 'JSON as it is', href: exportPath(uid, false), isNewTab: true },
            { id: 'sharing', title: 'JSON for sharing', href: exportPath(uid, true), isNewTab: true },
          ]}
        >
          <Download aria-hidden />
        </Menu>
        {mayEdit ? (
          <Button onPress={onEdit}>
            <Pencil aria-hidden />
            Edit
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function exportPath(uid: string, isForSharing: boolean): string {
  return `/api/v1/dashboards/${encodeURIComponent(uid)}/export${isForSharing ? '?sharing=1' : ''}`
}

interface HeadLinkProps {
  readonly link: DashboardLink
  readonly scope: Scope
  /** The dashboard that this is: it needs no link to itself. */
  readonly own: string
}

function HeadLink({ link, scope, own }: HeadLinkProps) {
  if (link.type === 'dashboards') return <TaggedLinks link={link} scope={scope} own={own} />
  const found = dashboardLink(link, scope)
  const tooltip = typeof link.tooltip === 'string' ? link.tooltip : undefined
  return found.map(each => (
    <span key={each.href} className="dashboard-head-link" title={tooltip}>
      <ValueLinks links={[each]}>
        <span className="cut">{each.title}</span>
        {each.isNewTab ? <ExternalLink aria-hidden size={12} /> : null}
      </ValueLinks>
    </span>
  ))
}

function TaggedLinks({ link, scope, own }: HeadLinkProps) {
  const tags = link.tags ?? []
  const { data } = useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => askPlain<DashboardList>('/api/v1/dashboards', { signal }),
    staleTime: 60_000,
  })
  const found = (data?.dashboards ?? []).filter(
    each => each.uid !== own && tags.every(tag => each.tags.includes(tag)),
  )
  if (found.length === 0) return null
  const entries = found.slice(0, 100).map(({ uid, title }) => ({
    id: uid,
    title,
    href: withState(`/dashboards/${encodeURIComponent(uid)}`, link, scope),
    isNewTab: link.targetBlank === true,
  }))
  if (link.asDropdown !== true && entries.length <= 4) {
    return entries.map(({ id, title, href, isNewTab }) => (
      <span key={id} className="dashboard-head-link">
        <ValueLinks links={[{ title, href, isNewTab }]}>
          <span className="cut">{title}</span>
        </ValueLinks>
      </span>
    ))
  }
  return (
    <Menu label={link.title || tags.join(', ') || 'Dashboards'} entries={entries}>
      <ListTree aria-hidden />
      {link.title || tags.join(', ') || 'Dashboards'}
    </Menu>
  )
}
