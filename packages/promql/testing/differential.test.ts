/** The engine beside the reference evaluator: random queries over random series have to have the same answer, or none from both. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { memorySource } from '../src/scripts/index.ts'
import { parseQuery } from '../src/syntax/parse.ts'
import { printQuery } from '../src/syntax/print.ts'
import { inMemory, randomSeries } from './random-data.ts'
import { randomQuery } from './random-query.ts'
import { expectSameAnswer } from './same-answer.ts'

const RUNS = Number(process.env.FC_RUNS ?? 400)

const times = fc.constantFrom(
  { startMs: 90_000, endMs: 90_000, stepMs: 1 },
  { startMs: 0, endMs: 420_000, stepMs: 30_000 },
  { startMs: 37_000, endMs: 400_000, stepMs: 15_000 },
  { startMs: 10_000, endMs: 700_000, stepMs: 171_000 },
)

describe('the engine answers as the reference does', () => {
  it.each([
    ['dropping names at once', false],
    ['dropping names at the end', true],
  ])(
    '%s',
    async (_, delayedNames) => {
      await fc.assert(
        fc.asyncProperty(randomQuery, randomSeries, times, (text, series, when) =>
          expectSameAnswer(text, series, { ...when, delayedNames }, memorySource(inMemory(series))),
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
        await expectSameAnswer(
          printed,
          series,
          { ...when, delayedNames: false },
          memorySource(inMemory(series)),
        )
      }),
      { numRuns: RUNS / 4 },
    )
  }, 120_000)
})
