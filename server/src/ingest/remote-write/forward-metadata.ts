/** What is known about metric families, for receivers: with each series in version 2, as a list every minute in version 1. */
import { decodeLabelKey, labelValue, METRIC_NAME, type MetricMetadata } from '@vedette/model'
import type { MetadataOf, OutgoingSeries } from '../../wire/outgoing-write.ts'

export interface ForwardMetadata {
  remember(metadata: readonly MetricMetadata[]): void
  readonly of: MetadataOf
  readonly all: () => MetricMetadata[]
}

/** A family's series may bear its name with one of these endings. */
const ENDINGS = /_(?:bucket|sum|count|total|created|info|gsum|gcount)$/

export function createForwardMetadata(limit = 100_000): ForwardMetadata {
  const families = new Map<string, MetricMetadata>()
  const names = new WeakMap<OutgoingSeries, string>()

  function nameOf(series: OutgoingSeries): string {
    let name = names.get(series)
    if (name === undefined) {
      const labels = series.labels.length > 0 ? series.labels : decodeLabelKey(series.key).labels
      name = labelValue(labels, METRIC_NAME)
      names.set(series, name)
    }
    return name
  }

  return {
    remember(metadata) {
      for (const entry of metadata) {
        if (families.size >= limit && !families.has(entry.family)) continue
        families.set(entry.family, entry)
      }
    },
    of(series) {
      if (families.size === 0) return undefined
      const name = nameOf(series)
      return families.get(name) ?? families.get(name.replace(ENDINGS, ''))
    },
    all: () => [...families.values()],
  }
}
