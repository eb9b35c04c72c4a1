/** The shortcuts that work on every page. */
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PAGES } from '../paths.ts'
import { useRefresh } from '../time/RefreshChoice.tsx'
import { endsNow, upToNow } from '../time/range.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { openPalette } from './CommandPalette.tsx'
import { keepTime } from './Rail.tsx'
import { openSheet } from './ShortcutSheet.tsx'
import { setTheme } from './theme.ts'
import { usesTime } from './uses-time.ts'

export function FrameShortcuts() {
  const navigate = useNavigate()
  const { range, resolve, setRange } = useTimeRange()
  const refresh = useRefresh()
  const hasTime = useRouterState({ select: ({ location }) => usesTime(location.pathname) })
  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const absolute = (fromMs: number, toMs: number): void =>
      setRange({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) })
    const move = (share: number): void => {
      const { fromMs, toMs } = resolve()
      const by = (toMs - fromMs) * share
      absolute(fromMs + by, toMs + by)
    }
    const widen = (): void => {
      const { fromMs, toMs } = resolve()
      const by = (toMs - fromMs) / 2
      // There is nothing to see beyond now.
      if (endsNow(range)) setRange(upToNow({ fromMs, toMs }, 2))
      else absolute(fromMs - by, Math.min(toMs + by, Math.max(toMs, Date.now())))
    }
    const fix = (): void => {
      const { fromMs, toMs } = resolve()
      absolute(fromMs, toMs)
    }
    const timeShortcuts: readonly Shortcut[] = [
      { keys: 't z', does: 'Zoom out', group: 'Time range', run: widen },
      { keys: 't arrowleft', does: 'Earlier', group: 'Time range', run: () => move(-0.5) },
      { keys: 't arrowright', does: 'Later', group: 'Time range', run: () => move(0.5) },
      { keys: 't a', does: 'Make it absolute', group: 'Time range', run: fix },
    ]
    const isDark = (): boolean => document.documentElement.dataset.theme === 'dark'
    return [
      { keys: 'mod+k', does: 'Search for anything', group: 'Everywhere', run: openPalette },
      { keys: '?', does: 'Show this sheet', group: 'Everywhere', run: openSheet },
      { keys: 'd r', does: 'Refresh', group: 'Everywhere', run: refresh },
      {
        keys: 'c t',
        does: 'Change the theme',
        group: 'Everywhere',
        run: () => setTheme(isDark() ? 'light' : 'dark'),
      },
      ...PAGES.map(
        ({ name, to, keys }): Shortcut => ({
          keys,
          does: `Go to ${name}`,
          group: 'Everywhere',
          run: () => void navigate({ to, search: keepTime } as never),
        }),
      ),
      ...(hasTime ? timeShortcuts : []),
    ]
  }, [navigate, range, resolve, setRange, refresh, hasTime])
  useShortcuts(shortcuts)
  return null
}
