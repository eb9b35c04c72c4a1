/** The slices of a pie: how much each is of the whole, and where it lies. */
export interface Slice {
  readonly share: number
  /** Of a turn, from above, clockwise. */
  readonly from: number
  readonly to: number
}

/** What is less than nothing has no slice. */
export function slicesOf(values: readonly (number | null)[]): Slice[] {
  const sizes = values.map(value => (value !== null && Number.isFinite(value) ? Math.max(0, value) : 0))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let from = 0
  return sizes.map(size => {
    const share = total > 0 ? size / total : 0
    const slice = { share, from, to: from + share }
    from += share
    return slice
  })
}

/** A ring's part as the data of an SVG path, around 0 0; `inner` 0 is a pie. */
export function slicePath({ from, to }: Slice, inner: number, outer: number): string {
  // A whole turn begins where it ends, which SVG draws as nothing.
  const end = to - from >= 1 ? from + 0.99999 : to
  const point = (turn: number, radius: number): string => {
    const angle = (turn - 0.25) * 2 * Math.PI
    return `${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`
  }
  const large = end - from > 0.5 ? 1 : 0
  const arc = `M${point(from, outer)}A${outer} ${outer} 0 ${large} 1 ${point(end, outer)}`
  return inner === 0
    ? `${arc}L0 0Z`
    : `${arc}L${point(end, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`
}
