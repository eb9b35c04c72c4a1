/** Between vectors and scalars, and scalars that come from nowhere: `scalar`, `vector`, `pi`, the query's own times. */
import { ABSENT, columnOf, FLOAT } from '../../values/column.ts'
import { timesOf } from '../../values/grid.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { mapStream } from '../../values/vector.ts'
import type { InstantFunction } from './instant-function.ts'

/** The one float of each step; NaN where there is none, or more. */
const scalar: InstantFunction = async ({ vector, context }) => {
  const values = new Float64Array(context.grid.count).fill(Number.NaN)
  const found = new Uint32Array(context.grid.count)
  const stream = await vector(0)
  await stream.each((_, column) => {
    for (let step = 0; step < values.length; step++) {
      if (column.kinds !== undefined && column.kinds[step] !== FLOAT) continue
      values[step] = ++found[step]! > 1 ? Number.NaN : column.values[step]!
    }
  })
  return values
}

const NO_LABELS = new SeriesSet([[]])

const vector: InstantFunction = async call => {
  const values = await call.scalar(0)
  return { series: NO_LABELS, each: async visit => visit(0, columnOf(values, undefined, undefined)) }
}

const constant =
  (value: number): InstantFunction =>
  async ({ context }) =>
    new Float64Array(context.grid.count).fill(value)

const time: InstantFunction = async ({ context }) => timesOf(context.grid).map(ms => ms / 1000)

/** Of a vector that is no selector: the step's own time, where it has a value. */
const timestamp: InstantFunction = async call => {
  const stream = await call.vector(0)
  const seconds = timesOf(call.context.grid).map(ms => ms / 1000)
  const timed = mapStream(stream, ({ kinds }) => {
    const present = kinds?.map(kind => (kind === ABSENT ? ABSENT : FLOAT))
    return columnOf(seconds, present, undefined)
  })
  return relabelStream(timed, withoutNames(stream.series, call.context), call.context)
}

const ofTwo =
  (choose: (a: number, b: number) => number): InstantFunction =>
  async call => {
    const [a, b] = [await call.scalar(0), await call.scalar(1)]
    return a.map((value, step) => choose(value, b[step]!))
  }

/** What the query was asked with; of an instant query the step and the range are 0. */
const ofQuery =
  (of: (times: { startMs: number; endMs: number; stepMs: number }) => number): InstantFunction =>
  async ({ context }) =>
    new Float64Array(context.grid.count).fill(of(context.queryTimes) / 1000)

export const SCALAR_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['scalar', scalar],
  ['vector', vector],
  ['pi', constant(Math.PI)],
  ['time', time],
  ['timestamp', timestamp],
  ['min_of', ofTwo(Math.min)],
  ['max_of', ofTwo(Math.max)],
  ['start', ofQuery(({ startMs }) => startMs)],
  ['end', ofQuery(({ endMs }) => endMs)],
  ['step', ofQuery(({ stepMs }) => stepMs)],
  ['range', ofQuery(({ startMs, endMs }) => endMs - startMs)],
]
