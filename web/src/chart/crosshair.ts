/** Where the pointer is in time, told to all charts of one key. Nothing is kept and React hears nothing of it. */

export type CrosshairListener = (atMs: number | null) => void

const groups = new Map<string, Set<CrosshairListener>>()

export interface CrosshairMember {
  /** Tells the others; null when the pointer left. */
  move(atMs: number | null): void
  leave(): void
}

export function joinCrosshair(key: string, listener: CrosshairListener): CrosshairMember {
  const group = groups.get(key) ?? new Set()
  groups.set(key, group)
  group.add(listener)
  return {
    move(atMs) {
      for (const each of group) if (each !== listener) each(atMs)
    },
    leave() {
      group.delete(listener)
      if (group.size === 0 && groups.get(key) === group) groups.delete(key)
    },
  }
}
