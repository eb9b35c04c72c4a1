/** Functions of one number at a time, over vectors. Histograms among the values are left out. */
import type { Context } from '../../evaluate/context.ts'
import { type Column, ColumnBuilder, columnOf, FLOAT } from '../../values/column.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import { mapStream, type VectorStream } from '../../values/vector.ts'
import { acos, asin, atan, cos, log, log2, log10, sin, tan } from '../go-math.ts'
import type { InstantFunction } from './instant-function.ts'

type OfNumber = (value: number, step: number) => number

/** The vector's floats, each changed; names are dropped. */
export function mapNumbers(vector: VectorStream, context: Context, change: OfNumber): VectorStream {
  const builder = new ColumnBuilder(context.grid.count)
  const whole = columnOf(builder.values, undefined, undefined)
  const mapped = mapStream(vector, (column): Column | undefined => {
    const { values, kinds } = column
    const out = builder.values
    if (kinds === undefined) {
      for (let step = 0; step < values.length; step++) out[step] = change(values[step]!, step)
      return whole
    }
    builder.reset()
    for (let step = 0; step < values.length; step++) {
      if (kinds[step] === FLOAT) builder.setFloat(step, change(values[step]!, step))
    }
    return builder.present === 0 ? undefined : builder.column()
  })
  return relabelStream(mapped, withoutNames(vector.series, context), context)
}

function ofOne(change: (value: number) => number): InstantFunction {
  return async call => mapNumbers(await call.vector(0), call.context, change)
}

/** NaN where a bound is NaN, unless it meets an infinity at which the other one ends. */
function clamp(value: number, lower: number, upper: number): number {
  return larger(lower, -larger(-upper, -value))
}

/** As Go has it: infinity is the larger one beside anything, NaN too. */
function larger(a: number, b: number): number {
  return a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY
    ? Number.POSITIVE_INFINITY
    : Math.max(a, b)
}

const round: InstantFunction = async call => {
  const nearest = call.call.args.length > 1 ? await call.scalar(1) : undefined
  return mapNumbers(await call.vector(0), call.context, (value, step) => {
    const inverse = 1 / (nearest === undefined ? 1 : nearest[step]!)
    return Math.floor(value * inverse + 0.5) / inverse
  })
}

const clampBetween: InstantFunction = async call => {
  const vector = await call.vector(0)
  const lower = await call.scalar(1)
  const upper = await call.scalar(2)
  const bounded = lower.some((bound, step) => upper[step]! < bound)
    ? onlyWhere(vector, call.context, step => !(upper[step]! < lower[step]!))
    : vector
  return mapNumbers(bounded, call.context, (value, step) => clamp(value, lower[step]!, upper[step]!))
}

function onlyWhere(vector: VectorStream, context: Context, keeps: (step: number) => boolean): VectorStream {
  const builder = new ColumnBuilder(context.grid.count)
  return mapStream(vector, ({ values, kinds }) => {
    builder.reset()
    for (let step = 0; step < values.length; step++) {
      if (keeps(step) && (kinds === undefined || kinds[step] === FLOAT)) builder.setFloat(step, values[step]!)
    }
    return builder.present === 0 ? undefined : builder.column()
  })
}

function clampAt(bound: 'lower' | 'upper'): InstantFunction {
  return async call => {
    const vector = await call.vector(0)
    const limit = await call.scalar(1)
    return mapNumbers(vector, call.context, (value, step) =>
      bound === 'lower'
        ? clamp(value, limit[step]!, Number.POSITIVE_INFINITY)
        : clamp(value, Number.NEGATIVE_INFINITY, limit[step]!),
    )
  }
}

export const NUMBER_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['abs', ofOne(Math.abs)],
  ['ceil', ofOne(Math.ceil)],
  ['floor', ofOne(Math.floor)],
  ['exp', ofOne(Math.exp)],
  ['sqrt', ofOne(Math.sqrt)],
  ['ln', ofOne(log)],
  ['log2', ofOne(log2)],
  ['log10', ofOne(log10)],
  ['sgn', ofOne(Math.sign)],
  ['sin', ofOne(sin)],
  ['cos', ofOne(cos)],
  ['tan', ofOne(tan)],
  ['asin', ofOne(asin)],
  ['acos', ofOne(acos)],
  ['atan', ofOne(atan)],
  ['sinh', ofOne(Math.sinh)],
  ['cosh', ofOne(Math.cosh)],
  ['tanh', ofOne(Math.tanh)],
  ['asinh', ofOne(Math.asinh)],
  ['acosh', ofOne(Math.acosh)],
  ['atanh', ofOne(Math.atanh)],
  ['deg', ofOne(value => (value * 180) / Math.PI)],
  ['rad', ofOne(value => (value * Math.PI) / 180)],
  ['round', round],
  ['clamp', clampBetween],
  ['clamp_min', clampAt('lower')],
  ['clamp_max', clampAt('upper')],
]
