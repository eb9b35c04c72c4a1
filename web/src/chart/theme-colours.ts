/** The variables of the theme as a canvas needs them, and word of their change. */
import { useSyncExternalStore } from 'react'

export interface ThemeColours {
  readonly name: 'dark' | 'light'
  readonly ground: string
  readonly panel: string
  readonly line: string
  readonly text: string
  readonly text2: string
  readonly text3: string
  readonly accent: string
  readonly good: string
  readonly warning: string
  readonly critical: string
  readonly unknown: string
  readonly font: string
}

function read(): ThemeColours {
  const style = getComputedStyle(document.documentElement)
  const variable = (name: string): string => style.getPropertyValue(name).trim()
  return {
    name: lightness(variable('--ground')) > 0.5 ? 'light' : 'dark',
    ground: variable('--ground'),
    panel: variable('--panel'),
    line: variable('--line'),
    text: variable('--text'),
    text2: variable('--text-2'),
    text3: variable('--text-3'),
    accent: variable('--accent'),
    good: variable('--good'),
    warning: variable('--warning'),
    critical: variable('--critical'),
    unknown: variable('--unknown'),
    font: variable('--font') || 'sans-serif',
  }
}

let current: ThemeColours | undefined
const listeners = new Set<() => void>()
let stopWatching: (() => void) | undefined

function changed(): void {
  current = undefined
  for (const listener of listeners) listener()
}

function watch(): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const system = matchMedia('(prefers-color-scheme: light)')
  system.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', changed)
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (stopWatching === undefined) {
    // Nobody watched in the meantime.
    current = undefined
    stopWatching = watch()
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stopWatching?.()
    stopWatching = undefined
  }
}

export function useThemeColours(): ThemeColours {
  return useSyncExternalStore(subscribe, () => (current ??= read()))
}

/** `var(--good)` as the theme has it; other colours as they are. */
export function resolveColour(colour: string): string {
  const variable = /^var\((--[\w-]+)\)$/.exec(colour)
  if (variable === null) return colour
  return getComputedStyle(document.documentElement).getPropertyValue(variable[1]!).trim() || '#888888'
}

/** For canvases, which know no color-mix everywhere. Takes `#rgb` and `#rrggbb`; anything else stays as it is. */
export function withAlpha(colour: string, alpha: number): string {
  const rgb = rgbOf(colour)
  return rgb === undefined ? colour : `rgba(${rgb.join(', ')}, ${alpha})`
}

export function rgbOf(colour: string): [number, number, number] | undefined {
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/i.exec(colour)
  const short = long === null ? /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour) : null
  const parts = (long ?? short)
    ?.slice(1, 4)
    .map(part => Number.parseInt(part.length === 1 ? part + part : part, 16))
  return parts === undefined ? undefined : [parts[0]!, parts[1]!, parts[2]!]
}

function lightness(colour: string): number {
  const rgb = rgbOf(colour)
  return rgb === undefined ? 0 : (rgb[0] * 0.3 + rgb[1] * 0.6 + rgb[2] * 0.1) / 255
}
