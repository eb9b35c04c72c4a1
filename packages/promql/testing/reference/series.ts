/**
 * What the reference evaluator works on: series as lists of points, vectors as lists of samples. Nothing is shared, nothing is remembered, nothing
 * is fast; that is the point. It knows floats only.
 */
import { type Labels, labelsFrom, METRIC_NAME } from '@vedette/model'
import { executionError } from '../../src/evaluate/query-error.ts'

export interface Point {
  readonly timeMs: number
  readonly value: number
}

export interface ReferenceSeries {
  readonly labels: Labels
  readonly points: readonly (Point | { readonly timeMs: number; readonly value: 'stale' })[]
}

export interface Sample {
  readonly labels: Labels
  /** With delayed name removal: the name goes at the end of the query. */
  readonly dropName: boolean
  readonly value: number
}

/** A series within a range selector. */
export interface Window {
  readonly labels: Labels
  readonly points: readonly Point[]
}

export function keyOf(labels: Labels): string {
  return JSON.stringify(labels.map(({ name, value }) => [name, value]))
}

export function unnamed(labels: Labels): Labels {
  return labels.filter(({ name }) => name !== METRIC_NAME)
}

export function withLabel(labels: Labels, name: string, value: string): Labels {
  return labelsFrom([...labels.map(label => [label.name, label.value] as const), [name, value]])
}

export function unique(samples: readonly Sample[]): Sample[] {
  const keys = new Set(samples.map(({ labels }) => keyOf(labels)))
  if (keys.size !== samples.length) {
    throw executionError('vector cannot contain metrics with the same labelset')
  }
  return [...samples]
}

/** Of an operation that changes what the values mean. */
export function renamed(sample: Sample, value: number, delayedNames: boolean): Sample {
  return { labels: delayedNames ? sample.labels : unnamed(sample.labels), dropName: true, value }
}
