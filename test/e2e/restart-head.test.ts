/** After a start the head gets its past back in the background: answers are the same before, while and after that happens. */
import { describe, expect, it } from 'vitest'
import { ask, ownMetric } from './answers.ts'
import { exported, valuesOf } from './exported.ts'
import { type WrittenSeries, write } from './remote-write.ts'
import { until } from './until.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'

/** So many that the fill is still under way when the first questions come. */
const SERIES = 4000
const STEP_MS = 15_000
const STEPS = 240
const NOW_MS = Math.floor(Date.now() / STEP_MS) * STEP_MS
const START_MS = NOW_MS - STEPS * STEP_MS
const timeOf = (step: number): number => START_MS + step * STEP_MS

const labelsOf = (i: number) => ({ __name__: 'history', group: String(i % 10), i: String(i) })
const sampleOf = (i: number, step: number): number => (i % 2 === 0 ? i * step : Math.sin(i + step))

/** An hour of some series, in the order of time, as if it had been written while it passed. */
async function writeHistory(url: string): Promise<void> {
  const atOnce = 24
  for (let step = 0; step < STEPS; step += atOnce) {
    const series = Array.from({ length: SERIES }, (_, i): WrittenSeries => {
      // Some have ended in the middle of the hour, some began there.
      const from = i % 50 === 1 ? STEPS / 2 : 0
      const to = i % 50 === 2 ? STEPS / 2 : STEPS
      const steps = Array.from({ length: atOnce }, (_, j) => step + j).filter(
        each => each >= from && each < to,
      )
      return { labels: labelsOf(i), samples: steps.map(each => [timeOf(each), sampleOf(i, each)] as const) }
    })
    const answer = await write(
      url,
      series.filter(({ samples }) => samples.length > 0),
    )
    expect(answer).toMatchObject({ status: 204 })
  }
  // The last write of a time wins.
  await write(url, [{ labels: labelsOf(7), samples: [[timeOf(100), 700]] }])
}

/** All that can be asked about the hour, so that any of it can be compared. */
async function answers(url: string): Promise<unknown> {
  const hour = { fromMs: START_MS, toMs: NOW_MS }
  const middle = { fromMs: timeOf(90), toMs: timeOf(130) - 1 }
  const recent = `start=${timeOf(STEPS - 4) / 1000}`
  const query = (match: string): string => new URLSearchParams({ 'match[]': match }).toString()
  return {
    one: await exported(url, 'history{i="7"}', hour),
    some: await exported(url, 'history{i=~"1[0-9]+2"}', middle),
    ended: await exported(url, 'history{i="52"}', hour),
    began: await exported(url, 'history{i="51"}', hour),
    series: await ask(url, `series?${query('history{group="3"}')}`),
    recentSeries: await ask(url, `series?${query('history{i=~"5."}')}&${recent}`),
    names: await ask(url, `labels?${query('history')}`),
    values: await ask(url, `label/i/values?${query('history')}`),
  }
}

const coversFromMs = async (vedette: VedetteProcess): Promise<number> =>
  (await ownMetric(vedette.url, 'vedette_head_covers_from_timestamp_seconds')) * 1000

describe('a start with an hour of history', () => {
  it('answers the same at once, while the head is filled, and afterwards', async () => {
    await using vedette = await startVedette({ env: { VEDETTE_SCRAPE_SELF: 'false' } })
    await writeHistory(vedette.url)
    const before = await answers(vedette.url)
    expect(before).toMatchObject({ names: ['__name__', 'group', 'i'] })
    expect((before as { series: unknown[] }).series).toHaveLength(SERIES / 10)
    expect((before as { values: unknown[] }).values).toHaveLength(SERIES)
    const corrected = (await valuesOf(vedette.url, 'history{i="7"}'))[100]
    expect(corrected).toBe(700)

    for (const end of ['stop', 'kill'] as const) {
      let askedBefore = false
      // On a busy machine it may be filled before this process comes to ask: then it has to begin anew.
      while (!askedBefore) {
        await vedette[end]()
        const since = vedette.log.length
        await vedette.start()
        const isFilled = (): boolean =>
          vedette.log.slice(since).some(({ message }) => message === 'the head has its past back')
        do {
          askedBefore ||= !isFilled()
          expect(await answers(vedette.url)).toEqual(before)
        } while (!isFilled())
      }
      await until('the head to cover the hour', async () => (await coversFromMs(vedette)) <= START_MS)
      expect(await answers(vedette.url)).toEqual(before)
    }
  })

  it('keeps what is written into the past while the head is filled', async () => {
    await using vedette = await startVedette({ env: { VEDETTE_SCRAPE_SELF: 'false' } })
    await writeHistory(vedette.url)
    await vedette.kill()
    const since = vedette.log.length
    await vedette.start()
    // Each of them replaces a sample that the fill is about to bring, or has brought.
    const rewritten = Array.from({ length: 20 }, (_, i) => i * 100 + 3)
    for (const i of rewritten) {
      const series = { labels: labelsOf(i), samples: [[timeOf(50), -i] as const, [NOW_MS, i] as const] }
      expect(await write(vedette.url, [series])).toMatchObject({ status: 204 })
    }
    const changed = async (): Promise<unknown[]> => {
      const all = await exported(vedette.url, `history{i=~"${rewritten.join('|')}"}`)
      return [...all]
        .map(([, samples]) => [samples.size, samples.get(timeOf(50)), samples.get(NOW_MS)])
        .sort()
    }
    const expected = rewritten.map(i => [STEPS + 1, -i, i]).sort()
    expect(await changed()).toEqual(expected)
    await vedette.logged('the head has its past back', since)
    expect(await changed()).toEqual(expected)
  })
})
