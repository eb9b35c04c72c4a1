/** Shows a series' samples in place: values where they stand in their segment, times as a column that series share. */
import type { SampleView } from '../contract.ts'
import type { HistogramColumns, TimedHistogram } from './histogram-columns.ts'
import type { SampleSlabs } from './sample-slabs.ts'
import { lowerBound } from './series-samples.ts'
import { BASE_MS, COUNT, FIRST, LAST_MS, LAST_VALUE, type SeriesStates, SLAB } from './series-state.ts'
import { SingleTimes, TimeColumns } from './time-columns.ts'

const NO_DOUBLES = new Float64Array(0)
const NO_HISTOGRAMS: readonly TimedHistogram[] = []

export class SampleViews {
  readonly #states: SeriesStates
  readonly #slabs: SampleSlabs
  readonly #histograms: HistogramColumns
  readonly #times = new TimeColumns()
  readonly #singleTimes = new SingleTimes()
  /** Where the range lay in the series before: likely the same place in the next, and searching costs cache misses. */
  #fromHint = 0
  #countHint = 0
  /** What was shown last. One object for all series; what it points to may move as soon as something is appended. */
  readonly view: SampleView = {
    timesMs: NO_DOUBLES,
    values: NO_DOUBLES,
    valuesAt: 0,
    count: 0,
    histograms: NO_HISTOGRAMS,
  }

  constructor(states: SeriesStates, slabs: SampleSlabs, histograms: HistogramColumns) {
    this.#states = states
    this.#slabs = slabs
    this.#histograms = histograms
  }

  /** Shows the samples in the range (inclusive); false where there are none. */
  show(ref: number, fromMs: number, toMs: number): boolean {
    const { view } = this
    const { words, doubles } = this.#states
    const word = this.#states.wordAt(ref)
    const address = words[word + SLAB]!
    view.histograms = this.#histogramsOf(ref, fromMs, toMs)
    if (address !== -1) {
      const baseMs = doubles[this.#states.doubleAt(ref) + BASE_MS]!
      const offsets = this.#slabs.offsets(address)
      const begin = this.#slabs.position(address) + words[word + FIRST]!
      const end = this.#slabs.position(address) + words[word + COUNT]!
      const from = near(offsets, begin, end, fromMs - baseMs, begin + this.#fromHint)
      const to = near(offsets, from, end, toMs - baseMs + 1, from + this.#countHint)
      this.#fromHint = from - begin
      this.#countHint = to - from
      if (from < to) {
        view.timesMs = this.#times.of(offsets, this.#slabs.offsetBytes(address), from, to, baseMs)
        view.values = this.#slabs.values(address)
        view.valuesAt = from
        view.count = to - from
        return true
      }
    }
    return this.#showNoFloats()
  }

  /** Shows the latest float and the latest histogram in the range; false where there is neither. */
  showLast(ref: number, fromMs: number, toMs: number): boolean {
    const { view } = this
    const { words, doubles } = this.#states
    const word = this.#states.wordAt(ref)
    const double = this.#states.doubleAt(ref)
    const histograms = this.#histogramsOf(ref, fromMs, toMs)
    view.histograms = histograms.length > 1 ? histograms.slice(-1) : histograms
    const lastMs = doubles[double + LAST_MS]!
    if (lastMs < fromMs) return this.#showNoFloats()
    if (lastMs <= toMs) {
      view.timesMs = this.#singleTimes.of(doubles, double + LAST_MS)
      view.values = doubles
      view.valuesAt = double + LAST_VALUE
      view.count = 1
      return true
    }
    const address = words[word + SLAB]!
    if (address === -1) return this.#showNoFloats()
    const baseMs = doubles[double + BASE_MS]!
    const offsets = this.#slabs.offsets(address)
    const begin = this.#slabs.position(address) + words[word + FIRST]!
    const end = this.#slabs.position(address) + words[word + COUNT]!
    const after = near(offsets, begin, end, toMs - baseMs + 1, begin + this.#countHint)
    this.#countHint = after - begin
    if (after === begin || offsets[after - 1]! < fromMs - baseMs) return this.#showNoFloats()
    view.timesMs = this.#times.of(offsets, this.#slabs.offsetBytes(address), after - 1, after, baseMs)
    view.values = this.#slabs.values(address)
    view.valuesAt = after - 1
    view.count = 1
    return true
  }

  #showNoFloats(): boolean {
    this.view.timesMs = NO_DOUBLES
    this.view.values = NO_DOUBLES
    this.view.valuesAt = 0
    this.view.count = 0
    return this.view.histograms.length > 0
  }

  #histogramsOf(ref: number, fromMs: number, toMs: number): readonly TimedHistogram[] {
    return this.#histograms.has(ref) ? this.#histograms.between(ref, fromMs, toMs) : NO_HISTOGRAMS
  }
}

/** `lowerBound`, asked of the guess first. */
function near(array: Int32Array, from: number, to: number, target: number, guess: number): number {
  if (
    guess <= to &&
    (guess === to || array[guess]! >= target) &&
    (guess === from || array[guess - 1]! < target)
  ) {
    return guess
  }
  return lowerBound(array, from, to, target)
}
