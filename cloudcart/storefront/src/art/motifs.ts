/** Which picture a product gets: by a word of its name within its category, else by chance that stays the same. */
import { AUDIO, COMPUTERS, ELECTRONICS } from './devices.ts'
import { BOOKS, OUTDOOR, TOYS } from './leisure.ts'
import { HOME, KITCHEN } from './rooms.ts'
import type { Motif } from './shapes.ts'

const SHELVES: Readonly<Record<string, Readonly<Record<string, Motif>>>> = {
  electronics: ELECTRONICS,
  audio: AUDIO,
  computers: COMPUTERS,
  home: HOME,
  kitchen: KITCHEN,
  outdoor: OUTDOOR,
  books: BOOKS,
  toys: TOYS,
}

export function motifOf(category: string, name: string): Motif {
  const shelf = SHELVES[category] ?? TOYS
  const words = name.toLowerCase()
  // The longest word that fits says most: a party speaker is no pair of speakers.
  const [found] = Object.keys(shelf)
    .filter(word => words.includes(word))
    .sort((a, b) => b.length - a.length)
  const motifs = Object.values(shelf)
  return shelf[found ?? ''] ?? motifs[numberOf(name) % motifs.length]!
}

/** A number that belongs to a text. */
export function numberOf(text: string): number {
  let hash = 2_166_136_261
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619)
  return hash >>> 0
}
