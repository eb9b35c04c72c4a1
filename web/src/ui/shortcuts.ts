/**
 * All keyboard shortcuts, in one place: the sheet behind `?` shows this registry, and nothing listens to keys elsewhere. Where Grafana has a
 * shortcut for the same thing it is the same here.
 */
import { useEffect, useSyncExternalStore } from 'react'

export interface Shortcut {
  /** `g h`, `mod+k`, `?`. `mod` is Cmd on a Mac, Ctrl elsewhere. */
  readonly keys: string
  readonly does: string
  readonly group: 'Everywhere' | 'Time range' | 'This page'
  run(): void
}

const registry = new Map<string, Shortcut>()
const listeners = new Set<() => void>()
let snapshot: readonly Shortcut[] = []

function changed(): void {
  snapshot = [...registry.values()]
  for (const listener of listeners) listener()
}

/** While the component stands. Later ones hide earlier ones of the same keys. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    for (const shortcut of shortcuts) registry.set(shortcut.keys, shortcut)
    changed()
    return () => {
      for (const shortcut of shortcuts)
        if (registry.get(shortcut.keys) === shortcut) registry.delete(shortcut.keys)
      changed()
    }
  }, [shortcuts])
}

export function useAllShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => snapshot,
  )
}

const SEQUENCE_MS = 1_000
let pending = ''
let pendingAtMs = 0

/** Given every key that is pressed; once, by the frame. */
export function onKey(event: KeyboardEvent, nowMs = performance.now()): void {
  const key = keyOf(event)
  if (key === undefined || (isTyping(event.target) && !key.startsWith('mod+'))) return
  const sequence = pending !== '' && nowMs - pendingAtMs < SEQUENCE_MS ? `${pending} ${key}` : key
  const shortcut = registry.get(sequence) ?? registry.get(key)
  if (shortcut !== undefined) {
    pending = ''
    event.preventDefault()
    shortcut.run()
    return
  }
  pending = [...registry.keys()].some(each => each.startsWith(`${key} `)) ? key : ''
  pendingAtMs = nowMs
}

function keyOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string | undefined {
  if (altKey || key === 'Control' || key === 'Meta' || key === 'Shift') return undefined
  return ctrlKey || metaKey ? `mod+${key.toLowerCase()}` : key.length === 1 ? key : key.toLowerCase()
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
