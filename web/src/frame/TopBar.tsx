/** Where one is, and the time range of everything below. */
import { useRouterState } from '@tanstack/react-router'
import { Moon, Search, Sun, SunMoon } from 'lucide-react'
import { PAGES } from '../paths.ts'
import { TimeRangePicker } from '../time/TimeRangePicker.tsx'
import { Button } from '../ui/Button.tsx'
import { openPalette } from './CommandPalette.tsx'
import { usePlaceName } from './place-name.ts'
import { SignOut } from './SignOut.tsx'
import { setTheme, type ThemeChoice, useTheme } from './theme.ts'
import './TopBar.css'

const NEXT: Record<ThemeChoice, ThemeChoice> = { system: 'dark', dark: 'light', light: 'system' }
const ICONS = { system: SunMoon, dark: Moon, light: Sun }

export function TopBar() {
  const path = useRouterState({ select: state => state.location.pathname })
  const name = usePlaceName()
  const theme = useTheme()
  const Icon = ICONS[theme]
  return (
    <header className="top-bar">
      <h1 className="top-bar-place cut">{placeOf(path, name)}</h1>
      <Button kind="plain" aria-label="Search for anything, Ctrl K" onPress={openPalette}>
        <Search aria-hidden />
        <kbd className="top-bar-keys">Ctrl K</kbd>
      </Button>
      <TimeRangePicker />
      <Button kind="plain" aria-label={`Theme: ${theme}. Change it`} onPress={() => setTheme(NEXT[theme])}>
        <Icon aria-hidden />
      </Button>
      <SignOut />
    </header>
  )
}

/** `Services / order-service`; `name` stands for the last part where the address has an id there. */
export function placeOf(path: string, name?: string): string {
  const [first = '', ...rest] = path.split('/').filter(part => part !== '')
  const page = PAGES.find(({ to }) => to === `/${first}`)
  if (first !== '' && page === undefined) return 'Not found'
  const parts = rest.map(decodeURIComponent)
  if (name !== undefined && parts.length > 0) parts[parts.length - 1] = name
  return [page?.name ?? 'Home', ...parts].join(' / ')
}
