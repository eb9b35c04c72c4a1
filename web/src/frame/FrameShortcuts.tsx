/** The shortcuts that work on every page. */
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PAGES } from '../paths.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { openPalette } from './CommandPalette.tsx'
import { keepTime } from './Rail.tsx'
import { openSheet } from './ShortcutSheet.tsx'
import { setTheme } from './theme.ts'

export function FrameShortcuts() {
  const navigate = useNavigate()
  const { resolve, setRange } = useTimeRange()
  const shortcuts = useMemo<readonly Shortcut[]>(() => {
    const move = (share: number): void => {
      const { fromMs, toMs } = resolve()
      const by = (toMs - fromMs) * share
      setRange({ from: String(Math.round(fromMs + by)), to: String(Math.round(toMs + by)) })
    }
    const widen = (): void => {
      const { fromMs, toMs } = resolve()
      const by = (toMs - fromMs) / 2
      setRange({ from: String(Math.round(fromMs - by)), to: String(Math.round(toMs + by)) })
    }
    const isDark = (): boolean => document.documentElement.dataset.theme === 'dark'
    return [
      { keys: 'mod+k', does: 'Search for anything', group: 'Everywhere', run: openPalette },
      { keys: '?', does: 'Show this sheet', group: 'Everywhere', run: openSheet },
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
      { keys: 't z', does: 'Zoom out', group: 'Time range', run: widen },
      { keys: 't arrowleft', does: 'Earlier', group: 'Time range', run: () => move(-0.5) },
      { keys: 't arrowright', does: 'Later', group: 'Time range', run: () => move(0.5) },
    ]
  }, [navigate, resolve, setRange])
  useShortcuts(shortcuts)
  return null
}
