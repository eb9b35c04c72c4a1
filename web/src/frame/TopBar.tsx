/** Where one is, and the time range of everything below. */
import { useRouterState } from '@tanstack/react-router'
import { Moon, Search, Sun, SunMoon } from 'lucide-react'
import { useEffect } from 'react'
import { PAGES } from '../paths.ts'
import { TimeRangePicker } from '../time/TimeRangePicker.tsx'
import { Button } from '../ui/Button.tsx'
import { openPalette } from './CommandPalette.tsx'
import { keyName } from './key-name.ts'
import { PathLink } from './PathLink.tsx'
import { placeParts, usePlaceName } from './place-name.ts'
import { SignOut } from './SignOut.tsx'
import { setTheme, type ThemeChoice, useTheme } from './theme.ts'
import { usesTime } from './uses-time.ts'
import './TopBar.css'

const NEXT: Record<ThemeChoice, ThemeChoice> = { system: 'dark', dark: 'light', light: 'system' }
const SEARCH_KEYS = keyName('mod+k')
const ICONS = { system: SunMoon, dark: Moon, light: Sun }

export function TopBar() {
  const path = useRouterState({ select: state => state.location.pathname })
  const name = usePlaceName()
  const theme = useTheme()
  const Icon = ICONS[theme]
  return (
    <header className="top-bar">
      <Place path={path} name={name} />
      <Button kind="plain" aria-label={`Search for anything, ${SEARCH_KEYS}`} onPress={openPalette}>
        <Search aria-hidden />
        <kbd className="top-bar-keys">{SEARCH_KEYS}</kbd>
      </Button>
      {usesTime(path) ? <TimeRangePicker /> : null}
      <Button kind="plain" aria-label={`Theme: ${theme}. Change it`} onPress={() => setTheme(NEXT[theme])}>
        <Icon aria-hidden />
      </Button>
      <SignOut />
    </header>
  )
}

/** `Services / order-service`, with the way back to all of them; `name` stands for the last part where the address has an id there. */
function Place({ path, name }: { readonly path: string; readonly name: string | undefined }) {
  const [first = 'Home', ...rest] = placeParts(path, name)
  const title = [...[first, ...rest].reverse(), 'Vedette'].join(' · ')
  // Of several tabs each is found again.
  useEffect(() => {
    document.title = title
  }, [title])
  const page = PAGES.find(each => each.name === first)
  return (
    <h1 className="top-bar-place">
      {page === undefined || rest.length === 0 ? (
        <span className="cut">{first}</span>
      ) : (
        <PathLink path={{ to: page.to }} className="top-bar-way">
          {first}
        </PathLink>
      )}
      {rest.length === 0 ? null : (
        <span className="cut" title={rest.join(' / ')}>
          {`/ ${rest.join(' / ')}`}
        </span>
      )}
    </h1>
  )
}
