/**
 * An instant selector: at each step the latest sample within the lookback, unless that is a stale marker. Which sample that is depends on
 * times alone, so series with the same times share the answer.
 */
import { isStale, type NativeHistogram } from '@vedette/model'
import type { Samples } from '../source.ts'
import type { VectorSelector } from '../syntax/tree.ts'
import { type Column, ColumnBuilder, columnOf } from '../values/column.ts'
import type { VectorStream } from '../values/vector.ts'
import type { Frame } from './frame.ts'
import { type PlannedRead, readOf, withTimes } from './plan.ts'
import { smoothedColumn } from './smoothed.ts'

const MOST_REMEMBERED_TIMES = 256

export async function selectInstant(selector: VectorSelector, frame: Frame): Promise<VectorStream> {
  const read = plannedRead(selector, frame)
  const { series, read: readSamples } = await frame.run.reads.open(read)
  const columns = new InstantColumns(read)
  return {
    series,
    each: visit =>
      readSamples((index, samples) => {
        const column =
          selector.edges === 'smoothed' ? smoothedColumn(samples, read.windows) : columns.of(samples)
        if (column !== undefined) visit(index, column)
      }),
  }
}

/** `timestamp(selector)`: when the sample at each step was taken, in seconds. */
export async function selectTimestamps(selector: VectorSelector, frame: Frame): Promise<VectorStream> {
  const read = withTimes(plannedRead(selector, frame))
  const { series, read: readSamples } = await frame.run.reads.open(read)
  const columns = new InstantColumns(read)
  return {
    series,
    each: visit =>
      readSamples((index, samples) => {
        const column = columns.of(samples, true)
        if (column !== undefined) visit(index, column)
      }),
  }
}

function plannedRead(selector: VectorSelector, frame: Frame): PlannedRead {
  return frame.run.plan.reads.get(selector) ?? readOf(selector, undefined, frame.grid, frame.run.times)
}

/** For each step the index of the latest sample in its window, -1 where there is none. */
interface Latest {
  readonly count: number
  readonly at: Int32Array
  readonly everywhere: boolean
}

class InstantColumns {
  readonly #read: PlannedRead
  readonly #builder: ColumnBuilder
  readonly #full: Column
  readonly #latest = new Map<Float64Array, Latest>()
  #lastTimes: Float64Array | undefined
  #lastLatest: Latest | undefined

  constructor(read: PlannedRead) {
    this.#read = read
    this.#builder = new ColumnBuilder(read.windows.count)
    this.#full = columnOf(this.#builder.values, undefined, undefined)
  }

  /** Valid until the next call. undefined where the series is absent at every step. */
  of(samples: Samples, timestamps = false): Column | undefined {
    if (samples.histograms.length > 0) return this.#mixed(samples, timestamps)
    if (samples.count === 0) return undefined
    const { at, everywhere } = this.#latestOf(samples)
    if (timestamps) return this.#pick(samples.values, samples.valuesAt, at, samples.timesMs)
    if (!everywhere) return this.#pick(samples.values, samples.valuesAt, at)
    return this.#pickEverywhere(samples.values, samples.valuesAt, at)
  }

  #pickEverywhere(values: Float64Array, valuesAt: number, at: Int32Array): Column | undefined {
    const out = this.#builder.values
    let unordered = 0
    for (let step = 0; step < at.length; step++) {
      const value = values[valuesAt + at[step]!]!
      out[step] = value
      // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every step.
      if (value !== value) unordered++
    }
    return unordered === 0 ? this.#full : this.#pick(values, valuesAt, at)
  }

  #pick(values: Float64Array, valuesAt: number, at: Int32Array, timesMs?: Float64Array): Column | undefined {
    const builder = this.#builder
    builder.reset()
    for (let step = 0; step < at.length; step++) {
      const index = at[step]!
      if (index < 0) continue
      const value = values[valuesAt + index]!
      if (isStale(value)) continue
      builder.setFloat(step, timesMs === undefined ? value : timesMs[index]! / 1000)
    }
    return builder.present === 0 ? undefined : builder.column()
  }

  /** Floats and histograms in one series: the later one counts. */
  #mixed(samples: Samples, timestamps: boolean): Column | undefined {
    const builder = this.#builder
    const { firstEndMs, stepMs, lengthMs, count } = this.#read.windows
    builder.reset()
    let float = -1
    let other = -1
    for (let step = 0; step < count; step++) {
      const endMs = firstEndMs + step * stepMs
      while (float + 1 < samples.count && samples.timesMs[float + 1]! <= endMs) float++
      while (other + 1 < samples.histograms.length && samples.histograms[other + 1]!.timeMs <= endMs) other++
      const floatMs = float < 0 ? Number.NEGATIVE_INFINITY : samples.timesMs[float]!
      const otherMs = other < 0 ? Number.NEGATIVE_INFINITY : samples.histograms[other]!.timeMs
      const latestMs = Math.max(floatMs, otherMs)
      if (latestMs <= endMs - lengthMs) continue
      const value: number | NativeHistogram | 'stale' =
        otherMs >= floatMs ? samples.histograms[other]!.histogram : samples.values[samples.valuesAt + float]!
      if (value === 'stale' || (typeof value === 'number' && isStale(value))) continue
      if (timestamps) builder.setFloat(step, latestMs / 1000)
      else if (typeof value === 'number') builder.setFloat(step, value)
      else builder.setHistogram(step, value)
    }
    return builder.present === 0 ? undefined : builder.column()
  }

  #latestOf({ timesMs, count }: Samples): Latest {
    if (timesMs === this.#lastTimes && this.#lastLatest!.count === count) return this.#lastLatest!
    let latest = this.#latest.get(timesMs)
    if (latest === undefined || latest.count !== count) {
      latest = findLatest(timesMs, count, this.#read.windows)
      if (this.#latest.size >= MOST_REMEMBERED_TIMES) this.#latest.clear()
      this.#latest.set(timesMs, latest)
    }
    this.#lastTimes = timesMs
    this.#lastLatest = latest
    return latest
  }
}

function findLatest(timesMs: Float64Array, count: number, windows: PlannedRead['windows']): Latest {
  const at = new Int32Array(windows.count)
  let everywhere = true
  let index = -1
  for (let step = 0; step < windows.count; step++) {
    const endMs = windows.firstEndMs + step * windows.stepMs
    while (index + 1 < count && timesMs[index + 1]! <= endMs) index++
    const found = index >= 0 && timesMs[index]! > endMs - windows.lengthMs
    at[step] = found ? index : -1
    everywhere &&= found
  }
  return { count, at, everywhere }
}
