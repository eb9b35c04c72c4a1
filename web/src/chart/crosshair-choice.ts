/**
 * What the graphs beside the one under the pointer show, where no dashboard says it: nothing, a line at the same time, or their values too. Kept in
 * this browser.
 */
import { useMemo } from 'react'
import { keptChoice } from '../ui/kept-choice.ts'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import type { CrosshairShare } from './chart-types.ts'

export type CrosshairMode = CrosshairShare['mode']

export const CROSSHAIR_MODES: readonly CrosshairMode[] = ['off', 'crosshair', 'tooltip']

export const CROSSHAIR_WORDS: Readonly<Record<CrosshairMode, string>> = {
  off: 'each graph its own',
  crosshair: 'shared',
  tooltip: 'shared with the tooltip',
}

const kept = keptChoice<CrosshairMode>('vedette.crosshair', ['crosshair', 'off', 'tooltip'])

export const setCrosshairChoice = kept.set
export const useCrosshairChoice = kept.use

/** For graphs with the same key. */
export function useSharedCrosshair(key: string): CrosshairShare {
  const mode = useCrosshairChoice()
  return useMemo(() => ({ key, mode }), [key, mode])
}

/** The keys by which Grafana goes from one mode to the next. */
export function useCrosshairShortcut(mode: CrosshairMode, change: (next: CrosshairMode) => void): void {
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const next = CROSSHAIR_MODES[(CROSSHAIR_MODES.indexOf(mode) + 1) % CROSSHAIR_MODES.length]!
    return [
      {
        keys: 'mod+o',
        does: `Crosshair: ${CROSSHAIR_WORDS[mode]}. Make it ${CROSSHAIR_WORDS[next]}`,
        group: 'This page',
        run: () => change(next),
      },
    ]
  }, [mode, change])
  useShortcuts(shortcuts)
}
