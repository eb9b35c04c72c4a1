/** Which series an explicit histogram has. Points of a metric mostly share their bounds, so the series' labels are encoded once per shape. */
import { encodeLabelKey } from '@vedette/model'
import type { OtlpHistogramPoint } from '../../wire/otlp-metrics.ts'
import { formatDecimal } from './decimal.ts'

export interface BucketShape {
  readonly bounds: readonly number[]
  /** `count`, `sum` where there is one, the bounds' texts, `+Inf`. */
  readonly parts: readonly string[]
  /** Of the first bucket among the parts. */
  readonly firstBucket: number
  /** The label `le`, encoded, of each bucket, the last being `+Inf`. */
  readonly le: readonly Uint8Array[]
}

const REMEMBERED_SHAPES = 1000

export function createBucketShapes(): (point: OtlpHistogramPoint) => BucketShape | undefined {
  const shapes = new Map<string, BucketShape>()
  let last: BucketShape | undefined
  /** Undefined where a bound is no number. */
  return point => {
    const hasSum = point.sum !== undefined
    // As many buckets as there are both bounds and counts for; what is above the last is in +Inf anyway.
    const length = Math.min(point.bounds.length, point.bucketCounts.length)
    if (last !== undefined && fits(last, point.bounds, length, hasSum)) return last
    const bounds = point.bounds.slice(0, length)
    if (bounds.some(Number.isNaN)) return undefined
    const spelled = `${hasSum}${bounds.join(',')}`
    let shape = shapes.get(spelled)
    if (shape === undefined) {
      if (shapes.size >= REMEMBERED_SHAPES) shapes.clear()
      const texts = [...bounds.filter(bound => bound !== Number.POSITIVE_INFINITY).map(formatDecimal), '+Inf']
      const head = hasSum ? ['count', 'sum'] : ['count']
      shape = {
        bounds,
        parts: [...head, ...texts],
        firstBucket: head.length,
        le: texts.map(value => encodeLabelKey([{ name: 'le', value }])),
      }
      shapes.set(spelled, shape)
    }
    last = shape
    return shape
  }
}

function fits(shape: BucketShape, bounds: readonly number[], length: number, hasSum: boolean): boolean {
  if (shape.bounds.length !== length || (shape.firstBucket === 2) !== hasSum) return false
  for (let i = 0; i < length; i++) if (shape.bounds[i] !== bounds[i]) return false
  return true
}
