/**
 * The windows of all steps over one series' times: step i sees samples `from[i]` to `to[i]` (exclusive), those in (end - length, end].
 *
 * Series that were scraped together share their times, so windows are worked out once for all of them; whatever a function
 * works out from times alone can be remembered with the windows.
 */
export interface WindowSpec {
  readonly count: number
  /** The right end of step 0's window, offset and @ applied. */
  readonly firstEndMs: number
  /** 0 where all windows are the same (@). */
  readonly stepMs: number
  readonly lengthMs: number
}

export class Windows {
  readonly spec: WindowSpec
  readonly timesMs: Float64Array
  readonly sampleCount: number
  readonly from: Int32Array
  readonly to: Int32Array
  /** For what functions derive from the times, by function. */
  readonly remembered = new Map<string, unknown>()
  #looks: number | undefined
  #newLooks: number | undefined

  constructor(spec: WindowSpec, timesMs: Float64Array, sampleCount: number) {
    this.spec = spec
    this.timesMs = timesMs
    this.sampleCount = sampleCount
    this.from = new Int32Array(spec.count)
    this.to = new Int32Array(spec.count)
    let from = 0
    let to = 0
    for (let step = 0; step < spec.count; step++) {
      const endMs = spec.firstEndMs + step * spec.stepMs
      const startMs = endMs - spec.lengthMs
      while (to < sampleCount && timesMs[to]! <= endMs) to++
      while (from < to && timesMs[from]! <= startMs) from++
      this.from[step] = from
      this.to[step] = to
    }
  }

  /** How many samples a function looks at that looks at all of each window. */
  get looks(): number {
    this.#looks ??= this.to.reduce((sum, to, step) => sum + to - this.from[step]!, 0)
    return this.#looks
  }

  /** How many samples there are that no earlier window has shown, summed over the windows. */
  get newLooks(): number {
    if (this.#newLooks === undefined) {
      let looks = 0
      let shown = 0
      for (let step = 0; step < this.to.length; step++) {
        const to = this.to[step]!
        if (to > shown) looks += to - Math.max(this.from[step]!, shown)
        shown = Math.max(shown, to)
      }
      this.#newLooks = looks
    }
    return this.#newLooks
  }

  /** In how many windows this time lies. */
  stepsThatSee(timeMs: number): number {
    const { firstEndMs, stepMs, lengthMs, count } = this.spec
    if (stepMs === 0) return timeMs <= firstEndMs && timeMs > firstEndMs - lengthMs ? count : 0
    const first = Math.max(0, Math.ceil((timeMs - firstEndMs) / stepMs))
    const last = Math.min(count - 1, Math.ceil((timeMs + lengthMs - firstEndMs) / stepMs) - 1)
    return Math.max(0, last - first + 1)
  }

  endMs(step: number): number {
    return this.spec.firstEndMs + step * this.spec.stepMs
  }

  startMs(step: number): number {
    return this.endMs(step) - this.spec.lengthMs
  }
}

/** The windows over histograms' times, which are kept apart from the floats'. */
export function histogramWindows(
  spec: WindowSpec,
  histograms: readonly { readonly timeMs: number }[],
): Windows {
  return new Windows(
    spec,
    Float64Array.from(histograms, ({ timeMs }) => timeMs),
    histograms.length,
  )
}
