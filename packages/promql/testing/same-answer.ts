/** Holds the engine's answer to a query, from any source, against the reference evaluator's. */
import { formatLabels } from '@vedette/model'
import { expect } from 'vitest'
import { evaluateQuery } from '../src/evaluate/engine.ts'
import { QueryError } from '../src/evaluate/query-error.ts'
import { almostEqual } from '../src/scripts/almost-equal.ts'
import { type AnswerSeries, answerSeries } from '../src/scripts/answers.ts'
import type { SeriesSource } from '../src/source.ts'
import { parseQuery } from '../src/syntax/parse.ts'
import { type ReferenceAnswer, type ReferenceQuery, referenceAnswer } from './reference/evaluate.ts'
import { keyOf, type ReferenceSeries } from './reference/series.ts'

async function engineAnswer(
  text: string,
  query: ReferenceQuery,
  source: SeriesSource,
): Promise<AnswerSeries[] | QueryError> {
  const { startMs, endMs, stepMs, lookbackMs, defaultStepMs, delayedNames } = query
  const isRange = endMs > startMs
  try {
    const { value } = await evaluateQuery(parseQuery(text, { experimental: true }), {
      query: text,
      source,
      startMs,
      ...(isRange ? { endMs, stepMs } : {}),
      lookbackMs,
      defaultStepMs: () => defaultStepMs,
      delayedNames,
    })
    if (value.kind === 'string') throw new TypeError('a string')
    return answerSeries(value)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}

function expectedAnswer(text: string, query: ReferenceQuery): ReferenceAnswer[] | QueryError {
  try {
    return referenceAnswer(parseQuery(text, { experimental: true }), query)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}

function differences(expected: readonly ReferenceAnswer[], actual: readonly AnswerSeries[]): string[] {
  const found = new Map(actual.map(series => [keyOf(series.labels), series]))
  const lines: string[] = []
  for (const { labels, points } of expected) {
    const series = found.get(keyOf(labels))
    found.delete(keyOf(labels))
    const same =
      series !== undefined &&
      series.floats.length === points.length &&
      points.every(({ timeMs, value }, i) => {
        const point = series.floats[i]!
        return point.timeMs === timeMs && closeEnough(value, point.value)
      })
    if (!same) {
      const text = (all: readonly { timeMs: number; value: number }[] = []) =>
        all.map(({ timeMs, value }) => `${value}@${timeMs / 1000}`).join(' ')
      lines.push(`${formatLabels(labels)}: expected ${text(points)}; got ${text(series?.floats)}`)
    }
  }
  for (const { labels } of found.values()) lines.push(`${formatLabels(labels)}: unexpected`)
  return lines
}

/** What is left when two equal sums are subtracted is noise. */
function closeEnough(a: number, b: number): boolean {
  return almostEqual(a, b) || Math.abs(a - b) < 1e-9
}

/** `source` has the same series; its answer must be the reference's, or an error where that has one. */
export async function expectSameAnswer(
  text: string,
  series: readonly ReferenceSeries[],
  when: Omit<ReferenceQuery, 'series' | 'lookbackMs' | 'defaultStepMs'>,
  source: SeriesSource,
): Promise<void> {
  const query = { ...when, series, lookbackMs: 300_000, defaultStepMs: 45_000 }
  const expected = expectedAnswer(text, query)
  const actual = await engineAnswer(text, query, source)
  if (expected instanceof QueryError) {
    expect(actual, `${text}: expected the error ${expected.message}`).toBeInstanceOf(QueryError)
  } else if (actual instanceof QueryError) {
    // A subquery is evaluated at steps that no window shows, too, and may fail there.
    expect(text, actual.message).toMatch(/:[^\]]*\]/)
  } else expect(differences(expected, actual), text).toEqual([])
}
