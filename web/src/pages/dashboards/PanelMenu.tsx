/** What one may do with a panel. */

import { useNavigate } from '@tanstack/react-router'
import type { Panel } from '@vedette/dashboard'
import {
  ChartSpline,
  EllipsisVertical,
  ExternalLink,
  Link2,
  Maximize2,
  Minimize2,
  Pencil,
  Table2,
} from 'lucide-react'
import { memo } from 'react'
import { useGoTo } from '../../frame/PathLink.tsx'
import { useMayChange } from '../../frame/useSession.ts'
import { paths } from '../../paths.ts'
import { copyText } from '../../ui/copy-text.ts'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import type { AskedQuery } from './ask-panel.ts'
import { useDashboardView } from './dashboard-view.ts'
import type { ValueLink } from './panels/panel-props.ts'

export interface PanelMenuProps {
  readonly panel: Panel
  readonly panelKey: string
  readonly title: string
  readonly queries: readonly AskedQuery[]
  readonly links: readonly ValueLink[]
  /** Of who places the panel: an editor has more to offer. */
  readonly more?: readonly MenuEntry[]
}

export const PanelMenu = memo(function PanelMenu({
  panel,
  panelKey,
  title,
  queries,
  links,
  more = [],
}: PanelMenuProps) {
  const { viewedKey, onView, onInspect, onEdit } = useDashboardView()
  const mayEdit = useMayChange()
  const goTo = useGoTo()
  const navigate = useNavigate()
  const isViewed = viewedKey === panelKey
  const hasQueries = queries.length > 0
  const entries: MenuEntry[] = [
    ...(onView === undefined
      ? []
      : [
          {
            id: 'view',
            title: isViewed ? 'Back to the dashboard' : 'View',
            icon: isViewed ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />,
            onChoose: () => onView(isViewed ? undefined : panelKey),
          },
        ]),
    ...(onEdit === undefined || !mayEdit
      ? []
      : [{ id: 'edit', title: 'Edit', icon: <Pencil aria-hidden />, onChoose: () => onEdit(panel.id) }]),
    ...more,
    ...(hasQueries
      ? [
          {
            id: 'explore',
            title: queries.length === 1 ? 'Explore this query' : 'Explore these queries',
            icon: <ChartSpline aria-hidden />,
            onChoose: () => goTo(exploreOf(queries)),
          },
        ]
      : []),
    { id: 'inspect', title: 'Inspect', icon: <Table2 aria-hidden />, onChoose: () => onInspect(panelKey) },
    {
      id: 'copy',
      title: 'Copy link',
      icon: <Link2 aria-hidden />,
      onChoose: () => void copyText(linkTo(panelKey)),
    },
    ...links.map((link, i) => ({
      id: `link ${i}`,
      title: link.title,
      icon: <ExternalLink aria-hidden />,
      ...(link.isNewTab || !link.href.startsWith('/')
        ? { href: link.href, isNewTab: link.isNewTab }
        : { onChoose: () => void navigate({ href: link.href } as never) }),
    })),
  ]
  return (
    <Menu label={`Menu of ${title || panel.type}`} entries={entries}>
      <EllipsisVertical aria-hidden />
    </Menu>
  )
})

function exploreOf(queries: readonly AskedQuery[]) {
  const search = Object.fromEntries(
    queries.slice(0, 12).map(({ text }, i) => [i === 0 ? 'q' : `q${i + 1}`, text]),
  )
  return { ...paths.explore(), search }
}

/** The page as it is, with this panel alone. */
function linkTo(panelKey: string): string {
  const url = new URL(location.href)
  url.searchParams.set('viewPanel', panelKey)
  url.searchParams.delete('inspect')
  url.searchParams.delete('edit')
  return url.href
}
