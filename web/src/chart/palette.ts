/**
 * The ten colours of series. They start from Okabe and Ito's and were moved, in lightness first, until each has a contrast of 3:1 on the grounds of its
 * theme and any two stay apart for people with protan, deutan and tritan sight (palette.test.ts holds that). On white, where yellow can't be seen, its
 * slot is rose; and as areas show colours at less than half of their strength, all but grey are strong ones.
 *
 * A label value has its slot by hash, so that a service has one colour on every screen.
 */

export interface PaletteColour {
  readonly name: string
  readonly dark: string
  readonly light: string
}

export const PALETTE: readonly PaletteColour[] = [
  { name: 'sky', dark: '#1cb0fa', light: '#009bc2' },
  { name: 'orange', dark: '#e09201', light: '#dc7307' },
  { name: 'green', dark: '#75fddf', light: '#035b3c' },
  { name: 'purple', dark: '#a9709e', light: '#761a96' },
  { name: 'vermillion', dark: '#d45f40', light: '#a30007' },
  { name: 'lime or rose', dark: '#d5f072', light: '#db3178' },
  { name: 'violet', dark: '#677be1', light: '#6a66f7' },
  { name: 'blue', dark: '#a5cfff', light: '#074ccc' },
  { name: 'brown', dark: '#dbc392', light: '#966400' },
  { name: 'grey', dark: '#a0a5b0', light: '#3d374e' },
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

/**
 * FNV-1a, with a last stir so that the low digits depend on every character. It begins where the services of CloudCart get nine different colours, the
 * brightest for the busiest: they are what one sees first.
 */
function hash(text: string): number {
  let value = 0x3a6980c5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (value ^ (value >>> 16)) >>> 0
}
