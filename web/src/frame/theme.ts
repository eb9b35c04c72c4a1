/** Dark, light, or as the system has it; kept in this browser. `public/theme.js` sets it before the first paint. */
import { keptChoice } from '../ui/kept-choice.ts'

export type ThemeChoice = 'system' | 'dark' | 'light'

const kept = keptChoice<ThemeChoice>('vedette.theme', ['system', 'dark', 'light'])
const system = matchMedia('(prefers-color-scheme: light)')

export const useTheme = kept.use

function apply(): void {
  const choice = kept.get()
  document.documentElement.dataset.theme = choice === 'system' ? (system.matches ? 'light' : 'dark') : choice
}

system.addEventListener('change', apply)

export function setTheme(choice: ThemeChoice): void {
  kept.set(choice)
  apply()
}
