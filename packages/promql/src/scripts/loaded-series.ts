/**
 * The series that a script has loaded so far. Samples come as a database would give them back: what a histogram says of counter resets follows
 * from the one before it (see stored-hints.ts), and a stale marker after a histogram is one of histograms.
 */
import { type Labels, METRIC_NAME, STALE } from '@vedette/model'
import { nhcbFromClassic } from '../histogram/index.ts'
import type { TimedHistogram } from '../source.ts'
import { labelsText } from '../values/relabelled.ts'
import { classicHistograms } from './classic-histograms.ts'
import type { LoadCommand } from './script.ts'
import type { Point } from './series-line.ts'
import { StoredHints } from './stored-hints.ts'

export interface StoredSeries {
  readonly labels: Labels
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly histograms: readonly TimedHistogram[]
}

export class LoadedSeries {
  #series = new Map<string, GrowingSeries>()

  clear(): void {
    this.#series = new Map()
  }

  /** Throws an Error where a database would refuse the samples. */
  load(command: LoadCommand): void {
    const latest = new Map(command.series.map(each => [labelsText(each.labels), each]))
    for (const { labels, points } of latest.values()) {
      const series = this.#of(labels)
      points.forEach((point, i) => {
        series.append(i * command.stepMs, point)
      })
    }
    if (!command.withNhcb) return
    for (const { labels, samples } of classicHistograms([...latest.values()], command.stepMs)) {
      const series = this.#of(labels)
      for (const { timeMs, upperBounds, counts, sum, count } of samples) {
        const histogram = nhcbFromClassic(upperBounds, counts, sum, count)
        if (histogram === undefined)
          throw new Error(`no histogram can be made of ${nameOf(labels)} at ${timeMs} ms`)
        series.append(timeMs, { kind: 'histogram', histogram, hintWritten: false })
      }
    }
  }

  all(): StoredSeries[] {
    return [...this.#series.values()].map(series => series.finished())
  }

  #of(labels: Labels): GrowingSeries {
    const key = labelsText(labels)
    const series = this.#series.get(key) ?? new GrowingSeries(labels)
    this.#series.set(key, series)
    return series
  }
}

class GrowingSeries {
  readonly #labels: Labels
  readonly #times: number[] = []
  readonly #values: (number | 'stale')[] = []
  readonly #histograms: TimedHistogram[] = []
  readonly #hints = new StoredHints()
  #lastMs = Number.NEGATIVE_INFINITY
  #lastIsHistogram = false

  constructor(labels: Labels) {
    this.#labels = labels
  }

  append(timeMs: number, point: Point): void {
    if (point.kind === 'none') return
    if (timeMs <= this.#lastMs)
      throw new Error(`out of order sample of ${nameOf(this.#labels)} at ${timeMs} ms`)
    this.#lastMs = timeMs
    if (point.kind === 'histogram') {
      this.#histograms.push({ timeMs, histogram: this.#hints.stored(point.histogram) })
      this.#lastIsHistogram = true
    } else if (point.kind === 'stale' && this.#lastIsHistogram) {
      this.#histograms.push({ timeMs, histogram: 'stale' })
      this.#hints.stale()
    } else {
      this.#times.push(timeMs)
      this.#values.push(point.kind === 'stale' ? 'stale' : point.value)
      this.#hints.interrupted()
      this.#lastIsHistogram = false
    }
  }

  finished(): StoredSeries {
    const values = new Float64Array(this.#values.length)
    this.#values.forEach((value, i) => {
      if (value === 'stale') values.set(STALE, i)
      else values[i] = value
    })
    return {
      labels: this.#labels,
      timesMs: Float64Array.from(this.#times),
      values,
      histograms: this.#histograms.slice(),
    }
  }
}

function nameOf(labels: Labels): string {
  return labels.find(({ name }) => name === METRIC_NAME)?.value ?? 'a series without a name'
}
