/** A group as a document, so that it survives a restart. Numbers that JSON has no word for are text, and so are bytes of labels. */
import { encodeLabelKey, type NativeHistogram, recordOf } from '@vedette/model'
import { z } from 'zod'
import { formatFloat, parseFloatText } from '../../wire/float-text.ts'
import type { Group } from './group.ts'
import { groupedLabels, groupingId } from './grouping.ts'
import type { PushedSeries } from './pushed-family.ts'

export const PUSH_GROUP = 'push-group'

export function documentId(project: string, grouping: Group['grouping']): string {
  return `${project} ${groupingId(grouping)}`
}

const number = z.union([
  z.number(),
  z.string().transform((text, context) => {
    const value = parseFloatText(text)
    if (value === undefined) context.addIssue({ code: 'custom', message: `${text} is no number` })
    return value ?? 0
  }),
])
const numbers = z.array(number).transform(list => Float64Array.from(list))
const spans = z.array(z.object({ offset: z.number(), length: z.number() }))

const histogram = z.object({
  integer: z.boolean(),
  resetHint: z.enum(['unknown', 'reset', 'no-reset', 'gauge']),
  schema: z.number(),
  zeroThreshold: number,
  zeroCount: number,
  count: number,
  sum: number,
  positiveSpans: spans,
  positiveCounts: numbers,
  negativeSpans: spans,
  negativeCounts: numbers,
  customValues: numbers,
})

const document = z.object({
  project: z.string(),
  grouping: z.record(z.string(), z.string()),
  pushedMs: z.number(),
  failedMs: z.number(),
  families: z.array(
    z.object({
      family: z.string(),
      type: z.enum([
        'counter',
        'gauge',
        'histogram',
        'gaugehistogram',
        'summary',
        'info',
        'stateset',
        'unknown',
      ]),
      unit: z.string(),
      help: z.string(),
      pushedMs: z.number(),
      series: z.array(
        z.object({ labels: z.record(z.string(), z.string()), value: z.union([number, histogram]) }),
      ),
    }),
  ),
})

export function groupToDocument({ project, grouping, pushedMs, failedMs, families }: Group): unknown {
  return {
    project,
    grouping,
    pushedMs,
    failedMs,
    families: [...families.values()].map(({ series, ...family }) => ({
      ...family,
      series: series.map(({ labels, value }) => ({
        labels: recordOf(labels.filter(({ name }) => !Object.hasOwn(grouping, name))),
        value: typeof value === 'number' ? writable(value) : writableHistogram(value),
      })),
    })),
  }
}

/** Throws where the document is none of ours. */
export function groupFromDocument(body: unknown): Group {
  const { families, ...rest } = document.parse(body)
  const read = families.map(({ series, ...family }) => ({
    ...family,
    series: series.map(({ labels: own, value }): PushedSeries => {
      const labels = groupedLabels(Object.entries(own), rest.grouping)
      return { labels, key: encodeLabelKey(labels), value }
    }),
  }))
  return { ...rest, families: new Map(read.map(family => [family.family, family])) }
}

function writable(value: number): number | string {
  return Number.isFinite(value) ? value : formatFloat(value)
}

function writableHistogram(native: NativeHistogram): unknown {
  return {
    ...native,
    sum: writable(native.sum),
    positiveCounts: [...native.positiveCounts].map(writable),
    negativeCounts: [...native.negativeCounts].map(writable),
    customValues: [...native.customValues].map(writable),
  }
}
