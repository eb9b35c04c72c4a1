/** OTLP becomes series, as Prometheus 3's OTLP endpoint does it. Time is the points' own; nothing here waits. */
import type { MetricMetadata, MetricType } from '@vedette/model'
import type { OtlpMetric, OtlpPoint, OtlpResourceMetrics, OtlpTemporality } from '../../wire/otlp-metrics.ts'
import { type ContextLabels, createAttributeLabels } from './attribute-labels.ts'
import { createBucketShapes } from './bucket-shape.ts'
import type { Draft } from './draft.ts'
import { metricName, type NamedType } from './metric-name.ts'
import { encodedName } from './series-key.ts'
import { targetInfoTimes } from './target-info.ts'
import { createPointTranslation, type PointContext } from './translate-point.ts'
import type { OtlpTranslation } from './translation.ts'
import { unitName } from './unit-name.ts'

/** Keeps what requests have in common; one for as long as the settings stay. */
export interface Translator {
  translate(resource: OtlpResourceMetrics, draft: Draft): void
}

const TARGET_INFO: MetricMetadata = {
  family: 'target_info',
  type: 'gauge',
  unit: '',
  help: 'Target metadata',
}

export function createTranslator(translation: OtlpTranslation): Translator {
  const attributes = createAttributeLabels(translation)
  const points = createPointTranslation(attributes, createBucketShapes(), translation)
  const targetInfoName = encodedName(TARGET_INFO.family)

  function translateMetric(metric: OtlpMetric, context: ContextLabels, draft: Draft): void {
    const { data } = metric
    const count = data.points.length
    draft.points += count
    if (count === 0) return
    const temporality: OtlpTemporality = 'temporality' in data ? data.temporality : 'cumulative'
    if (temporality === 'unspecified') {
      draft.refuse(
        'temporality',
        count,
        () => `${metric.name} does not say whether it is cumulative or delta`,
      )
      return
    }
    const family = metricName(metric.name, metric.unit, namedType(metric), translation.translationStrategy)
    if (family === undefined) {
      draft.refuse(
        'invalid-name',
        count,
        () => `nothing of the name ${JSON.stringify(metric.name)} can be the name of a metric`,
      )
      return
    }
    draft.metadata({
      family,
      type: metadataType(metric),
      unit: unitName(metric.unit),
      help: metric.description,
    })
    const point: PointContext = { metric, family, context, draft, isDelta: temporality === 'delta' }
    switch (data.kind) {
      case 'gauge':
      case 'sum':
        points.numbers(data.points, point, data.kind === 'sum')
        return
      case 'histogram':
        points.histograms(data.points, point)
        return
      case 'exponential-histogram':
        points.exponentials(data.points, point)
        return
      case 'summary':
        points.summaries(data.points, point)
        return
    }
  }

  function writeTargetInfo(resource: OtlpResourceMetrics, context: ContextLabels, draft: Draft): void {
    const times = targetInfoTimes(allPoints(resource))
    if (times.length === 0) return
    const labels = attributes.targetInfo(resource.attributes, context)
    if (labels === undefined) return
    draft.metadata(TARGET_INFO)
    draft.addSamples(points.keyOf(labels, targetInfoName), times, 1)
  }

  return {
    translate(resource, draft) {
      const ofResource = attributes.resource(resource.attributes)
      for (const scope of resource.scopes) {
        const context = attributes.scope(ofResource, scope)
        for (const metric of scope.metrics) translateMetric(metric, context, draft)
      }
      writeTargetInfo(resource, ofResource, draft)
    },
  }
}

function* allPoints(resource: OtlpResourceMetrics): Generator<OtlpPoint> {
  for (const scope of resource.scopes) for (const metric of scope.metrics) yield* metric.data.points
}

function namedType({ data }: OtlpMetric): NamedType {
  if (data.kind === 'gauge') return 'gauge'
  return data.kind === 'sum' && data.monotonic ? 'counter' : 'other'
}

function metadataType({ data }: OtlpMetric): MetricType {
  switch (data.kind) {
    case 'gauge':
      return 'gauge'
    case 'sum':
      return data.monotonic ? 'counter' : 'gauge'
    case 'histogram':
    case 'exponential-histogram':
      return 'histogram'
    case 'summary':
      return 'summary'
    case 'unknown':
      return 'unknown'
  }
}
