/** Where the labels beneath an axis stand: in the middle of what they name, but never over the ends of the picture nor over one another. Pure. */
export interface Label {
  /** The middle of what it names, in pixels. */
  readonly at: number
  readonly width: number
}

const APART = 6

/** The middle of each label; undefined where it has no room. They come in rising order. */
export function labelPlaces(
  labels: readonly Label[],
  from: number,
  to: number,
  apart = APART,
): (number | undefined)[] {
  let free = Number.NEGATIVE_INFINITY
  return labels.map(({ at, width }) => {
    if (width > to - from) return undefined
    const middle = Math.min(to - width / 2, Math.max(from + width / 2, at))
    if (middle - width / 2 < free) return undefined
    free = middle + width / 2 + apart
    return middle
  })
}
