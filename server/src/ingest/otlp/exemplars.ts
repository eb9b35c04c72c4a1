/** Exemplars of OTLP with labels as Prometheus keeps them: the ids, and the dropped attributes where all of it is short enough. */
import { type Labels, labelsFrom } from '@vedette/model'
import type { OtlpExemplar } from '../../wire/otlp-metrics.ts'
import { otlpValueText } from '../../wire/otlp-value.ts'

/** OpenMetrics allows so many characters in the labels of an exemplar. */
const MAX_CHARACTERS = 128

/** One of a series; `part` says which of the point's series it belongs to. */
export interface PointExemplar {
  readonly part: number
  readonly timeMs: number
  readonly value: number
  readonly labels: Labels
}

/** Those with a value. `partOf` finds the series of a value; an exemplar without a time has its point's. */
export function pointExemplars(
  exemplars: readonly OtlpExemplar[],
  pointTimeMs: number,
  partOf: (value: number) => number,
): readonly PointExemplar[] {
  const kept: PointExemplar[] = []
  for (const exemplar of exemplars) {
    const { value } = exemplar
    if (value === undefined) continue
    const timeMs = exemplar.timeMs === 0 ? pointTimeMs : exemplar.timeMs
    kept.push({ part: partOf(value), timeMs, value, labels: exemplarLabels(exemplar) })
  }
  return kept
}

function exemplarLabels({ traceId, spanId, attributes }: OtlpExemplar): Labels {
  const ids: [string, string][] = []
  if (traceId !== '') ids.push(['trace_id', traceId])
  if (spanId !== '') ids.push(['span_id', spanId])
  const others = attributes.map(({ key, value }): [string, string] => [key, otlpValueText(value)])
  const characters = [...ids, ...others].reduce(
    (sum, [name, value]) => sum + [...name].length + [...value].length,
    0,
  )
  return labelsFrom(characters <= MAX_CHARACTERS ? [...others.filter(([name]) => name !== ''), ...ids] : ids)
}
