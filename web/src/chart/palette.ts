/**
 * The ten colours of series. They start from Okabe and Ito's and were moved, in lightness first, until each has a contrast of 3:1 on the grounds of its
 * theme and any two stay apart for people with protan, deutan and tritan sight (palette.test.ts holds that).
 *
 * A label value has its slot by hash, so that a service has one colour on every screen.
 */

export interface PaletteColour {
  readonly name: string
  readonly dark: string
  readonly light: string
}

export const PALETTE: readonly PaletteColour[] = [
  { name: 'sky', dark: '#58a8c2', light: '#1288f7' },
  { name: 'orange', dark: '#f3b139', light: '#9f5d04' },
  { name: 'green', dark: '#86ffb6', light: '#14796d' },
  { name: 'purple', dark: '#916077', light: '#d35bb6' },
  { name: 'vermillion', dark: '#cd3c01', light: '#922115' },
  { name: 'yellow', dark: '#fded26', light: '#839262' },
  { name: 'blue', dark: '#406dbd', light: '#062866' },
  { name: 'violet', dark: '#a07afe', light: '#8140bd' },
  { name: 'brown', dark: '#c4886b', light: '#541502' },
  { name: 'grey', dark: '#b9c9d6', light: '#454a58' },
]

export function colourOfSlot(slot: number, theme: 'dark' | 'light'): string {
  return PALETTE[slot % PALETTE.length]![theme]
}

/** The slot that a key has wherever it is alone. */
export function homeSlot(key: string): number {
  return hash(key) % PALETTE.length
}

/**
 * A slot for each key of one graph. Each gets its home where it can; of two with the same home the one whose text comes first, whatever their order, and
 * the other the next free slot. When all are taken, home again.
 */
export function assignSlots(keys: readonly string[]): number[] {
  const slots = new Map<string, number>()
  const taken = new Set<number>()
  const homeless: string[] = []
  for (const key of [...new Set(keys)].sort()) {
    const home = homeSlot(key)
    if (taken.has(home)) {
      homeless.push(key)
    } else {
      taken.add(home)
      slots.set(key, home)
    }
  }
  for (const key of homeless) {
    let slot = homeSlot(key)
    if (taken.size < PALETTE.length) while (taken.has(slot)) slot = (slot + 3) % PALETTE.length
    taken.add(slot)
    slots.set(key, slot)
  }
  return keys.map(key => slots.get(key)!)
}

/**
 * By what a series is coloured: by the value of the one label in which it differs from its neighbours; alone, by its service; otherwise by all its labels.
 */
export function colourKey(labels: Readonly<Record<string, string>>, differing: readonly string[]): string {
  if (differing.length === 1) return labels[differing[0]!] ?? ''
  const service = labels.service ?? labels.service_name ?? labels.job
  if (differing.length === 0 && service !== undefined) return service
  return Object.keys(labels)
    .sort()
    .map(name => `${name}=${labels[name]}`)
    .join('\n')
}

/** FNV-1a, with a last stir so that the low digits depend on every character. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (value ^ (value >>> 16)) >>> 0
}
