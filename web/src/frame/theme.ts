/** Dark, light, or as the system has it; kept in this browser. `public/theme.js` sets it before the first paint. */
import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'system' | 'dark' | 'light'

const KEY = 'vedette.theme'
const system = matchMedia('(prefers-color-scheme: light)')
const listeners = new Set<() => void>()

function chosen(): ThemeChoice {
  const kept = localStorage.getItem(KEY)
  return kept === 'dark' || kept === 'light' ? kept : 'system'
}

function apply(): void {
  const choice = chosen()
  document.documentElement.dataset.theme = choice === 'system' ? (system.matches ? 'light' : 'dark') : choice
  for (const listener of listeners) listener()
}

system.addEventListener('change', apply)

export function setTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice)
  apply()
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, chosen)
}
