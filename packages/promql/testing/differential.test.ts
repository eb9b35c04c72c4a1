/** The engine beside the reference evaluator: random queries over random series have to have the same answer, or none from both. */
import { formatLabels } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../src/evaluate/engine.ts'
import { QueryError } from '../src/evaluate/query-error.ts'
import { almostEqual } from '../src/scripts/almost-equal.ts'
import { type AnswerSeries, answerSeries } from '../src/scripts/answers.ts'
import { memorySource } from '../src/scripts/index.ts'
import { parseQuery } from '../src/syntax/parse.ts'
import { printQuery } from '../src/syntax/print.ts'
import { inMemory, randomSeries } from './random-data.ts'
import { randomQuery } from './random-query.ts'
import { type ReferenceAnswer, type ReferenceQuery, referenceAnswer } from './reference/evaluate.ts'
import { keyOf, type ReferenceSeries } from './reference/series.ts'

const RUNS = Number(process.env.FC_RUNS ?? 400)

const times = fc.constantFrom(
  { startMs: 90_000, endMs: 90_000, stepMs: 1 },
  { startMs: 0, endMs: 420_000, stepMs: 30_000 },
  { startMs: 37_000, endMs: 400_000, stepMs: 15_000 },
  { startMs: 10_000, endMs: 700_000, stepMs: 171_000 },
)

async function engineAnswer(text: string, query: ReferenceQuery): Promise<AnswerSeries[] | QueryError> {
  const { series, startMs, endMs, stepMs, lookbackMs, defaultStepMs, delayedNames } = query
  const isRange = endMs > startMs
  try {
    const { value } = await evaluateQuery(parseQuery(text, { experimental: true }), {
      query: text,
      source: memorySource(inMemory(series)),
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

async function compare(
  text: string,
  series: readonly ReferenceSeries[],
  when: Omit<ReferenceQuery, 'series' | 'lookbackMs' | 'defaultStepMs'>,
): Promise<void> {
  const query = { ...when, series, lookbackMs: 300_000, defaultStepMs: 45_000 }
  const expected = expectedAnswer(text, query)
  const actual = await engineAnswer(text, query)
  if (expected instanceof QueryError) {
    expect(actual, `${text}: expected the error ${expected.message}`).toBeInstanceOf(QueryError)
  } else if (actual instanceof QueryError) {
    // A subquery is evaluated at steps that no window shows, too, and may fail there.
    expect(text, actual.message).toMatch(/:[^\]]*\]/)
  } else expect(differences(expected, actual), text).toEqual([])
}

describe('the engine answers as the reference does', () => {
  it.each([
    ['dropping names at once', false],
    ['dropping names at the end', true],
  ])(
    '%s',
    async (_, delayedNames) => {
      await fc.assert(
        fc.asyncProperty(randomQuery, randomSeries, times, (text, series, when) =>
          compare(text, series, { ...when, delayedNames }),
        ),
        { numRuns: RUNS },
      )
    },
    120_000,
  )

  it('to a query as it is printed', async () => {
    await fc.assert(
      fc.asyncProperty(randomQuery, randomSeries, times, async (text, series, when) => {
        const printed = printQuery(parseQuery(text, { experimental: true }))
        await compare(printed, series, { ...when, delayedNames: false })
      }),
      { numRuns: RUNS / 4 },
    )
  }, 120_000)
})
