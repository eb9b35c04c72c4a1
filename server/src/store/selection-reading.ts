/** One selection's reading. In turns of the event loop, between which the head goes on. */
import { VedetteError } from '../errors.ts'
import type { ReadCost, SampleView, TimeRange, WantedWindows } from './contract.ts'
import type { Head } from './head/head.ts'
import type { Hold } from './head/head-holds.ts'
import type { SampleViews } from './head/sample-views.ts'
import type { SelectedSeries } from './selection-memory.ts'

/** How long others wait for the event loop. */
const TURN_MS = 10
/** The clock is looked at once in so many series. */
const SERIES_PER_LOOK = 64
const BYTES_PER_SAMPLE = 12

export interface ReadingOptions {
  readonly head: Head
  readonly series: SelectedSeries
  readonly range: TimeRange
  readonly windows: WantedWindows | undefined
  readonly hold: Hold
  readonly cost: ReadCost
}

export class SelectionReading {
  readonly #options: ReadingOptions
  readonly #views: SampleViews
  readonly #onlyLast: boolean

  constructor(options: ReadingOptions) {
    this.#options = options
    this.#views = options.head.views()
    const { windows } = options
    this.#onlyLast = windows !== undefined && windows.count === 1 && windows.need === 'last'
  }

  close(): void {
    this.#options.hold.release()
  }

  async read(visit: (index: number, samples: SampleView) => void, signal: AbortSignal): Promise<void> {
    const { series, range, hold, cost } = this.#options
    const views = this.#views
    const onlyLast = this.#onlyLast
    const { fromMs, toMs } = range
    let turnEndsMs = performance.now() + TURN_MS
    for (let visited = 0; visited < series.byRef.length; visited++) {
      if (visited % SERIES_PER_LOOK === 0 && performance.now() > turnEndsMs) {
        await new Promise(resolve => setImmediate(resolve))
        signal.throwIfAborted()
        if (hold.broken)
          throw new VedetteError('overloaded', 'memory ran short while the query was reading: ask again')
        turnEndsMs = performance.now() + TURN_MS
      }
      const index = series.byRef[visited]!
      const ref = series.refs[index]!
      if (onlyLast ? views.showLast(ref, fromMs, toMs) : views.show(ref, fromMs, toMs)) {
        cost.samples += views.view.count + views.view.histograms.length
        cost.bytes += views.view.count * BYTES_PER_SAMPLE
        visit(index, views.view)
      }
    }
  }
}
