/** Each kind of point becomes its series. A point that can't is refused, the others go on. */
import { encodeLabelKey, type Labels } from '@vedette/model'
import type {
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpNumberPoint,
  OtlpPoint,
  OtlpSummaryPoint,
} from '../../wire/otlp-metrics.ts'
import type { AttributeLabels, ContextLabels } from './attribute-labels.ts'
import type { BucketShape } from './bucket-shape.ts'
import { formatDecimal } from './decimal.ts'
import type { Draft } from './draft.ts'
import { pointExemplars } from './exemplars.ts'
import { explicitToNative, exponentialToNative, type NotNative } from './native.ts'
import { createKeyWriter, encodedName } from './series-key.ts'
import type { OtlpTranslation } from './translation.ts'

export interface PointContext {
  readonly metric: OtlpMetric
  readonly family: string
  readonly context: ContextLabels
  readonly draft: Draft
  readonly isDelta: boolean
}

const ONE_PART: readonly string[] = ['']

export function createPointTranslation(
  attributes: AttributeLabels,
  bucketShape: (point: OtlpHistogramPoint) => BucketShape | undefined,
  translation: OtlpTranslation,
) {
  const keyWriter = createKeyWriter()

  /** Undefined, and refused, where the point has no time or an attribute that can't be a label. */
  function labelsOf(point: OtlpPoint, { metric, context, draft }: PointContext): Labels | undefined {
    if (point.timeMs === 0) {
      draft.refuse('no-time', 1, () => `a point of ${metric.name} has no time`)
      return undefined
    }
    const labels = attributes.point(point.attributes, context)
    if (!('invalidKey' in labels)) return labels
    const key = JSON.stringify(labels.invalidKey)
    draft.refuse('invalid-labels', 1, () => `${metric.name}: nothing of the attribute ${key} can be a label`)
    return undefined
  }

  function refuseHistogram({ metric, draft }: PointContext, why: NotNative): void {
    draft.refuse('invalid-histogram', 1, () => `${metric.name}: ${why}`)
  }

  return {
    keyOf: (labels: Labels, name: Uint8Array): Uint8Array => keyWriter.of(labels).key(name),

    numbers(points: readonly OtlpNumberPoint[], to: PointContext, isSum: boolean): void {
      const name = encodedName(to.family)
      const monotonic = to.metric.data.kind === 'sum' && to.metric.data.monotonic
      for (const point of points) {
        const value = point.value ?? 0
        if (point.value === undefined && !point.noRecordedValue) {
          to.draft.refuse('no-value', 1, () => `a point of ${to.metric.name} has no value`)
          continue
        }
        if (to.isDelta && (!Number.isFinite(value) || (monotonic && value < 0))) {
          to.draft.refuse(
            'invalid-delta',
            1,
            () => `${value} can't be added to the counter ${to.metric.name}`,
          )
          continue
        }
        const labels = labelsOf(point, to)
        if (labels === undefined) continue
        const keys = keyWriter.of(labels)
        to.draft.add(point, to.isDelta, {
          parts: ONE_PART,
          key: () => keys.key(name),
          value: () => value,
          exemplars: isSum ? pointExemplars(point.exemplars, point.timeMs, () => 0) : [],
        })
      }
    },

    histograms(points: readonly OtlpHistogramPoint[], to: PointContext): void {
      if (translation.convertHistogramsToNhcb) {
        natives(points, to, explicitToNative)
        return
      }
      const countName = encodedName(`${to.family}_count`)
      const sumName = encodedName(`${to.family}_sum`)
      const bucketName = encodedName(`${to.family}_bucket`)
      for (const point of points) {
        const shape = bucketShape(point)
        if (shape === undefined) {
          refuseHistogram(to, 'a histogram with a bound that is no number')
          continue
        }
        const labels = labelsOf(point, to)
        if (labels === undefined) continue
        const keys = keyWriter.of(labels, 'le')
        const { firstBucket, le, parts, bounds } = shape
        const below = runningCounts(point, le.length)
        to.draft.add(point, to.isDelta, {
          parts,
          key(part) {
            if (part >= firstBucket) return keys.key(bucketName, le[part - firstBucket]!)
            return keys.key(part === 0 ? countName : sumName)
          },
          value(part) {
            if (part >= firstBucket) return below[part - firstBucket]!
            return part === 0 ? point.count : point.sum!
          },
          exemplars: pointExemplars(point.exemplars, point.timeMs, value => {
            const bucket = bounds.findIndex(bound => value <= bound)
            return firstBucket + (bucket === -1 ? le.length - 1 : Math.min(bucket, le.length - 1))
          }),
        })
      }
    },

    exponentials(points: readonly OtlpExponentialPoint[], to: PointContext): void {
      natives(points, to, exponentialToNative)
    },

    summaries(points: readonly OtlpSummaryPoint[], to: PointContext): void {
      const quantileName = encodedName(to.family)
      const countName = encodedName(`${to.family}_count`)
      const sumName = encodedName(`${to.family}_sum`)
      for (const point of points) {
        const labels = labelsOf(point, to)
        if (labels === undefined) continue
        const keys = keyWriter.of(labels, 'quantile')
        const { quantiles } = point
        to.draft.add(point, false, {
          parts: ['count', 'sum', ...quantiles.map(() => '')],
          key(part) {
            if (part < 2) return keys.key(part === 0 ? countName : sumName)
            const value = formatDecimal(quantiles[part - 2]!.quantile)
            return keys.key(quantileName, encodeLabelKey([{ name: 'quantile', value }]))
          },
          value: part => (part === 0 ? point.count : part === 1 ? point.sum : quantiles[part - 2]!.value),
          exemplars: [],
        })
      }
    },
  }

  function natives<P extends OtlpExponentialPoint | OtlpHistogramPoint>(
    points: readonly P[],
    to: PointContext,
    convert: (point: P) => ReturnType<typeof exponentialToNative>,
  ): void {
    const name = encodedName(to.family)
    for (const point of points) {
      const histogram = convert(point)
      if (typeof histogram === 'string') {
        refuseHistogram(to, histogram)
        continue
      }
      const labels = labelsOf(point, to)
      if (labels === undefined) continue
      const exemplars = pointExemplars(point.exemplars, point.timeMs, () => 0)
      to.draft.addHistogram(point, to.isDelta, keyWriter.of(labels).key(name), histogram, exemplars)
    }
  }
}

/** How many observations are at or below each bound, the last being the count of all. */
function runningCounts(point: OtlpHistogramPoint, buckets: number): Float64Array {
  const below = new Float64Array(buckets)
  let sum = 0
  for (let i = 0; i < buckets - 1; i++) {
    sum += point.bucketCounts[i]!
    below[i] = sum
  }
  below[buckets - 1] = point.count
  return below
}
