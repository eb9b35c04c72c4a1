/** The way to all pages, on the left. */
import { Link } from '@tanstack/react-router'
import {
  BookOpenCheck,
  Boxes,
  ChartSpline,
  House,
  LayoutDashboard,
  PanelLeftClose,
  PanelLeftOpen,
  Settings,
} from 'lucide-react'
import { useState } from 'react'
import { PAGES, type PageIcon } from '../paths.ts'
import { Button } from '../ui/Button.tsx'
import './Rail.css'

const ICONS: Record<PageIcon, typeof House> = {
  home: House,
  services: Boxes,
  explore: ChartSpline,
  dashboards: LayoutDashboard,
  reference: BookOpenCheck,
  admin: Settings,
}

const NARROW_KEY = 'vedette.rail'

export function Rail() {
  const [narrow, setNarrow] = useState(() => localStorage.getItem(NARROW_KEY) === 'narrow')
  const toggle = (): void => {
    localStorage.setItem(NARROW_KEY, narrow ? 'wide' : 'narrow')
    setNarrow(!narrow)
  }
  const Toggle = narrow ? PanelLeftOpen : PanelLeftClose
  return (
    <nav className={narrow ? 'rail rail-narrow' : 'rail'} aria-label="Pages">
      <Link to="/" className="rail-name" search={keepTime as never}>
        <img src="/pennant.svg" alt="" width={18} height={18} />
        <span>Vedette</span>
      </Link>
      <ul>
        {PAGES.map(({ name, to, icon }) => {
          const Icon = ICONS[icon]
          return (
            <li key={to}>
              <Link
                to={to}
                className="rail-link"
                title={name}
                search={keepTime as never}
                activeOptions={{ exact: to === '/', includeSearch: false }}
              >
                <Icon aria-hidden size={18} />
                <span>{name}</span>
              </Link>
            </li>
          )
        })}
      </ul>
      <div className="rail-foot">
        <Button
          kind="plain"
          aria-label={narrow ? 'Widen the navigation' : 'Narrow the navigation'}
          onPress={toggle}
        >
          <Toggle aria-hidden />
        </Button>
      </div>
    </nav>
  )
}

/** Going to another page keeps the time range, and nothing else. */
export function keepTime(search: Record<string, unknown>): Record<string, unknown> {
  const { from, to, refresh, tz } = search
  return Object.fromEntries(
    Object.entries({ from, to, refresh, tz }).filter(([, value]) => value !== undefined),
  )
}
