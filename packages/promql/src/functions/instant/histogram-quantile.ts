/** `histogram_quantile`, `histogram_quantiles` and `histogram_fraction`, of classic and of native histograms. */
import { type Labels, labelsFrom, labelValue, METRIC_NAME, type NativeHistogram } from '@vedette/model'
import type { Context } from '../../evaluate/context.ts'
import {
  bucketFraction,
  bucketQuantile,
  type ForcedMonotonicity,
  histogramFraction,
  histogramQuantile,
  noForcedMonotonicity,
} from '../../histogram/index.ts'
import { goNumber } from '../../syntax/go-number.ts'
import { quote } from '../../syntax/quoted.ts'
import type { Expr, Place } from '../../syntax/tree.ts'
import { withoutParens } from '../../syntax/walk.ts'
import { type Column, ColumnBuilder, FLOAT, HISTOGRAM, histogramAt } from '../../values/column.ts'
import { timeAt } from '../../values/grid.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, type Vector, type VectorStream } from '../../values/vector.ts'
import { type HistogramGroup, histogramGroups } from './histogram-groups.ts'
import type { InstantFunction } from './instant-function.ts'
import { MonotonicityNotes } from './monotonicity-notes.ts'

/** One number of each histogram at each step. */
interface Measure {
  classic(
    bounds: Float64Array,
    counts: Float64Array,
    length: number,
    step: number,
    group: HistogramGroup,
  ): number
  native(histogram: NativeHistogram, step: number, group: HistogramGroup): number
}

const quantile: InstantFunction = async call => {
  const q = await call.scalar(0)
  const [qArg, vectorArg] = call.call.args.map(withoutParens) as [Expr, Expr]
  warnOfQuantiles(q, call.context, qArg.place)
  const vector = await gather(await call.vector(1), call.context)
  const notes = new MonotonicityNotes(call.context, vectorArg.place)
  const measure = quantileMeasure(q, call.context, vectorArg.place, notes)
  return measured(vector, call.context, vectorArg.place, measure, notes)
}

const quantiles: InstantFunction = async call => {
  const args = call.call.args.map(withoutParens)
  const label = call.string(1)
  const vector = await gather(await call.vector(0), call.context)
  const answers: { stream: VectorStream; text: string; steps: Uint8Array }[] = []
  for (let index = 2; index < args.length; index++) {
    const q = await call.scalar(index)
    warnOfQuantiles(q, call.context, args[index]!.place)
    // The label's value is the quantile's, which may change from step to step.
    for (const value of new Set(q)) {
      const notes = new MonotonicityNotes(call.context, args[0]!.place)
      const measure = quantileMeasure(
        new Float64Array(q.length).fill(value),
        call.context,
        args[0]!.place,
        notes,
      )
      answers.push({
        stream: measured(vector, call.context, args[0]!.place, measure, notes),
        text: quantileText(value),
        steps: Uint8Array.from(q, each => (Object.is(each, value) ? 1 : 0)),
      })
    }
  }
  return joined(answers, label, call.context)
}

const fraction: InstantFunction = async call => {
  const lower = await call.scalar(0)
  const upper = await call.scalar(1)
  const { context } = call
  const [, , vectorArg] = call.call.args.map(withoutParens) as [Expr, Expr, Expr]
  const vector = await gather(await call.vector(2), context)
  return measured(vector, context, vectorArg.place, {
    classic: (bounds, counts, length, step) =>
      bucketFraction(lower[step]!, upper[step]!, bounds, counts, length),
    native(histogram, step, group) {
      const { value, nanExcluded } = histogramFraction(lower[step]!, upper[step]!, histogram)
      if (nanExcluded) {
        context.annotations.info(
          `input to histogram_fraction has NaN observations, which are excluded from all fractions${forMetric(group, context)}`,
          vectorArg.place,
        )
      }
      return value
    },
  })
}

function quantileMeasure(q: Float64Array, context: Context, place: Place, notes: MonotonicityNotes): Measure {
  const fix: ForcedMonotonicity = noForcedMonotonicity()
  return {
    classic(bounds, counts, length, step, group) {
      const value = bucketQuantile(q[step]!, bounds, counts, length, fix)
      if (fix.forced) notes.add(metricOf(group, context), timeAt(context.grid, step), fix)
      return value
    },
    native(histogram, step, group) {
      const { value, nan } = histogramQuantile(q[step]!, histogram)
      if (nan !== undefined) {
        context.annotations.info(
          `input to histogram_quantile has NaN observations, ${nan}${forMetric(group, context)}`,
          place,
        )
      }
      return value
    },
  }
}

/** The measure of each histogram in the vector, under its labels without `le` and name. */
function measured(
  vector: Vector,
  context: Context,
  place: Place,
  measure: Measure,
  notes?: MonotonicityNotes,
): VectorStream {
  const { series, columns } = vector
  const { groups, malformed } = histogramGroups(series)
  const named = series.derive('histograms', () => new SeriesSet(groups.map(({ labels }) => labels)))
  const stream: VectorStream = {
    series: named,
    async each(visit) {
      for (const index of malformed) warnOfBucket(series.labels[index]!, columns[index], context, place)
      const builder = new ColumnBuilder(context.grid.count)
      const scratch = new Scratch()
      for (let index = 0; index < groups.length; index++) {
        builder.reset()
        measureGroup(groups[index]!, columns, measure, builder, scratch, context, place)
        if (builder.present > 0) visit(index, builder.column())
        const pause = context.breathe()
        if (pause !== undefined) await pause
      }
      notes?.say()
    },
  }
  return relabelStream(stream, withoutNames(named, context), context)
}

/** Memory for the buckets of one step, used again for each. */
class Scratch {
  bounds = new Float64Array(64)
  counts = new Float64Array(64)

  grow(size: number): void {
    if (size <= this.bounds.length) return
    this.bounds = new Float64Array(size * 2)
    this.counts = new Float64Array(size * 2)
  }
}

function measureGroup(
  group: HistogramGroup,
  columns: Vector['columns'],
  measure: Measure,
  out: ColumnBuilder,
  scratch: Scratch,
  context: Context,
  place: Place,
): void {
  const native = group.natives.map(index => columns[index]).find(column => column?.histograms !== undefined)
  const used: Column[] = []
  const usedBounds: number[] = []
  group.buckets.forEach((index, at) => {
    const column = columns[index]
    if (column === undefined) return
    used.push(column)
    usedBounds.push(group.bounds[at]!)
  })
  if (used.length === 0 && native === undefined) return
  scratch.grow(used.length)
  const { bounds, counts } = scratch
  const steps = context.grid.count
  const whole = used.every(({ kinds }) => kinds === undefined)
  for (let step = 0; step < steps; step++) {
    let length = 0
    for (let i = 0; i < used.length; i++) {
      const column = used[i]!
      if (!whole && column.kinds !== undefined && column.kinds[step] !== FLOAT) continue
      bounds[length] = usedBounds[i]!
      counts[length++] = column.values[step]!
    }
    const hasNative = native !== undefined && native.kinds![step] === HISTOGRAM
    if (hasNative && length > 0) {
      context.annotations.warn(
        `vector contains a mix of classic and native histograms${nameOf(group.labels)}`,
        place,
      )
    } else if (hasNative) out.setFloat(step, measure.native(histogramAt(native, step), step, group))
    else if (length > 0) out.setFloat(step, measure.classic(bounds, counts, length, step, group))
  }
}

function warnOfBucket(labels: Labels, column: Column | undefined, context: Context, place: Place): void {
  if (column === undefined) return
  if (column.kinds !== undefined && !column.kinds.includes(FLOAT)) return
  context.annotations.warn(
    `bucket label "le" is missing or has a malformed value of ${quote(labelValue(labels, 'le'))}${nameOf(labels)}`,
    place,
  )
}

function warnOfQuantiles(q: Float64Array, context: Context, place: Place): void {
  for (const value of new Set(q)) {
    if (value >= 0 && value <= 1) continue
    context.annotations.warn(`quantile value should be between 0 and 1, got ${goNumber(value)}`, place)
  }
}

/** Where names are dropped at once, they are gone by the time Prometheus says this. */
function metricOf({ labels }: HistogramGroup, context: Context): string {
  return context.delayedNames ? labelValue(labels, METRIC_NAME) : ''
}

function forMetric(group: HistogramGroup, context: Context): string {
  const name = metricOf(group, context)
  return name === '' ? '' : ` for metric name ${quote(name)}`
}

function nameOf(labels: Labels): string {
  const name = labelValue(labels, METRIC_NAME)
  return name === '' ? '' : ` for metric name ${quote(name)}`
}

/** As OpenMetrics writes a quantile: `0.5`, `1.0`, and 0 without a sign. */
function quantileText(q: number): string {
  const text = goNumber(q === 0 ? 0 : q)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** Several answers as one vector, each with its quantile as a label, at the steps that it is for. */
function joined(
  answers: readonly { stream: VectorStream; text: string; steps: Uint8Array }[],
  label: string,
  context: Context,
): VectorStream {
  const labels: Labels[] = []
  const drops: boolean[] = []
  const starts: number[] = []
  for (const { stream, text } of answers) {
    starts.push(labels.length)
    stream.series.labels.forEach((each, index) => {
      labels.push(labelsFrom([...each.map(({ name, value }) => [name, value] as const), [label, text]]))
      drops.push(stream.series.dropsName(index))
    })
  }
  const series = new SeriesSet(labels, drops.includes(true) ? Uint8Array.from(drops, Number) : undefined)
  return {
    series,
    async each(visit) {
      const builder = new ColumnBuilder(context.grid.count)
      for (const [at, { stream, steps }] of answers.entries()) {
        await stream.each((index, { values, kinds }) => {
          builder.reset()
          for (let step = 0; step < steps.length; step++) {
            if (steps[step] === 1 && (kinds === undefined || kinds[step] === FLOAT)) {
              builder.setFloat(step, values[step]!)
            }
          }
          if (builder.present > 0) visit(starts[at]! + index, builder.column())
        })
      }
    },
  }
}

export const HISTOGRAM_QUANTILE_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['histogram_quantile', quantile],
  ['histogram_quantiles', quantiles],
  ['histogram_fraction', fraction],
]
