/** Where the bars of a bar chart lie: groups along one axis, a bar for each field in a group, or all of them on one another. Pure. */
export interface BarBox {
  readonly group: number
  readonly series: number
  /** From 0 to 1 across the groups, and along the values. */
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
}

export interface BarScene {
  readonly bars: readonly BarBox[]
  readonly min: number
  readonly max: number
}

export interface BarWishes {
  readonly stacking: 'none' | 'normal' | 'percent'
  readonly groupWidth: number
  readonly barWidth: number
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** `values[series][group]` */
export function barScene(values: readonly (readonly (number | null)[])[], wishes: BarWishes): BarScene {
  const groups = values[0]?.length ?? 0
  const spans = values.map(() => new Array<readonly [number, number] | undefined>(groups).fill(undefined))
  let least = 0
  let most = 0
  for (let group = 0; group < groups; group++) {
    const total = values.reduce((sum, column) => sum + Math.abs(column[group] ?? 0), 0)
    let up = 0
    let down = 0
    values.forEach((column, series) => {
      const value = column[group]
      if (value === null || value === undefined || !Number.isFinite(value)) return
      const size = wishes.stacking === 'percent' ? (total === 0 ? 0 : (value / total) * 100) : value
      let span: readonly [number, number] = [0, size]
      if (wishes.stacking !== 'none') {
        span = size < 0 ? [down, down + size] : [up, up + size]
        if (size < 0) down += size
        else up += size
      }
      spans[series]![group] = span
      least = Math.min(least, span[1])
      most = Math.max(most, span[1])
    })
  }
  const min = wishes.min ?? least
  const max = Math.max(wishes.max ?? most, min + Number.MIN_VALUE)
  const share = (value: number): number => Math.min(1, Math.max(0, (value - min) / (max - min || 1)))
  const inGroup = wishes.stacking === 'none' ? Math.max(1, values.length) : 1
  const bars = spans.flatMap((column, series) =>
    column.flatMap((span, group): BarBox[] => {
      if (span === undefined) return []
      const room = wishes.groupWidth / inGroup
      const start = (1 - wishes.groupWidth) / 2 + (wishes.stacking === 'none' ? series * room : 0)
      const air = (room * (1 - wishes.barWidth)) / 2
      const [low, high] = [share(Math.min(...span)), share(Math.max(...span))]
      return [
        {
          group,
          series,
          from: (group + start + air) / groups,
          to: (group + start + room - air) / groups,
          low,
          high,
        },
      ]
    }),
  )
  return { bars, min, max }
}
