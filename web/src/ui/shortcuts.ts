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

const standing: (readonly Shortcut[])[] = []
let registry: ReadonlyMap<string, Shortcut> = new Map()
const listeners = new Set<() => void>()
let snapshot: readonly Shortcut[] = []

function changed(): void {
  registry = new Map(standing.flat().map(shortcut => [shortcut.keys, shortcut]))
  snapshot = [...registry.values()]
  for (const listener of listeners) listener()
}

/** Until it is called. Later ones hide earlier ones of the same keys, which are back when those are gone. */
export function addShortcuts(shortcuts: readonly Shortcut[]): () => void {
  standing.push(shortcuts)
  changed()
  return () => {
    const at = standing.indexOf(shortcuts)
    if (at >= 0) standing.splice(at, 1)
    changed()
  }
}

/** While the component stands. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => addShortcuts(shortcuts), [shortcuts])
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

/** Given every key that is pressed; once, by the frame. When it was pressed counts, not when a busy page comes to hear of it. */
export function onKey(event: KeyboardEvent): void {
  const nowMs = event.timeStamp
  const key = keyOf(event)
  if (key === undefined || (isTaken(event.target) && !key.startsWith('mod+'))) return
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

/** Letters belong to what is typed, and to what opened over the page: a dialog's list is searched by them. */
function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null)
  )
}
