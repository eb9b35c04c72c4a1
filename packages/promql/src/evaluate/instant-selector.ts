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
    return pickAll(samples.values, samples.valuesAt, at, this.#builder.values)
      ? this.#full
      : this.#pick(samples.values, samples.valuesAt, at)
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

/**
 * The picked values into `out`. False where NaN may be among them (or infinities of both signs): one look at the sum of four is enough to know.
 * Four at a time, the loop takes two thirds of what it takes one by one.
 */
function pickAll(values: Float64Array, valuesAt: number, at: Int32Array, out: Float64Array): boolean {
  const count = at.length
  if (out.length !== count) throw new RangeError('columns of different lengths')
  const fours = count - (count % 4)
  let unordered = 0
  for (let step = 0; step < fours; step += 4) {
    const value0 = values[valuesAt + at[step]!]!
    const value1 = values[valuesAt + at[step + 1]!]!
    const value2 = values[valuesAt + at[step + 2]!]!
    const value3 = values[valuesAt + at[step + 3]!]!
    out[step] = value0
    out[step + 1] = value1
    out[step + 2] = value2
    out[step + 3] = value3
    if (Number.isNaN(value0 + value1 + (value2 + value3))) unordered++
  }
  for (let step = fours; step < count; step++) {
    const value = values[valuesAt + at[step]!]!
    out[step] = value
    if (Number.isNaN(value)) unordered++
  }
  return unordered === 0
}

function findLatest(timesMs: Float64Array, count: number, windows: PlannedRead['windows']): Latest {
  const { count: steps, firstEndMs, stepMs, lengthMs } = windows
  const at = new Int32Array(steps)
  let everywhere = true
  let next = 0
  let latestMs = Number.NEGATIVE_INFINITY
  for (let step = 0; step < steps; step++) {
    const endMs = firstEndMs + step * stepMs
    for (; next < count && timesMs[next]! <= endMs; next++) latestMs = timesMs[next]!
    if (latestMs > endMs - lengthMs) at[step] = next - 1
    else {
      at[step] = -1
      everywhere = false
    }
  }
  return { count, at, everywhere }
}
