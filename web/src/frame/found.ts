/** Which places a person may mean by what was typed: its words in any order, names that begin so first. */
import type { Path } from '../paths.ts'

export interface Place {
  readonly kind: 'Pages' | 'Dashboards' | 'Services' | 'Targets' | 'Metrics'
  readonly name: string
  readonly path: Path
  /** What is worth knowing before one goes there. */
  readonly note?: string
}

export interface FoundGroup {
  readonly kind: string
  readonly places: readonly Place[]
  readonly more: number
}

const SHOWN = 8

export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
}

export function found(places: readonly Place[], text: string): readonly FoundGroup[] {
  const words = wordsOf(text)
  const groups = new Map<string, Place[]>()
  for (const place of places) {
    const name = place.name.toLowerCase()
    if (!words.every(word => name.includes(word))) continue
    const group = groups.get(place.kind)
    if (group === undefined) groups.set(place.kind, [place])
    else group.push(place)
  }
  return [...groups].map(([kind, all]) => {
    const sorted = words.length === 0 ? all : all.toSorted((a, b) => rank(a, words[0]!) - rank(b, words[0]!))
    return { kind, places: sorted.slice(0, SHOWN), more: Math.max(0, all.length - SHOWN) }
  })
}

function rank({ name }: Place, word: string): number {
  const at = name.toLowerCase().indexOf(word)
  return (at === 0 ? 0 : 1_000) + name.length
}
