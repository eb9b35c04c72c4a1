/** Who is told of something; in the order in which they came. */
export interface Listeners<Told extends readonly unknown[]> {
  add(listener: (...told: Told) => void): void
  tell(...told: Told): void
}

export function createListeners<Told extends readonly unknown[]>(
  ...first: ((...told: Told) => void)[]
): Listeners<Told> {
  const all = [...first]
  return {
    add: listener => void all.push(listener),
    tell: (...told) => {
      for (const listener of all) listener(...told)
    },
  }
}
