/**
 * A process with a good target and a good sender, for tests that do it harm beside: in the end nothing of the good traffic may be missing,
 * late or disturbed, and the process must not have grown.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { health, targets } from './answers.ts'
import { type Exported, exported, missing, valuesOf } from './exported.ts'
import { type Stall, startSteadyTarget } from './steady-target.ts'
import { until } from './until.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'
import { startWriteLoad } from './write-load.ts'

export interface GoodTraffic extends AsyncDisposable {
  readonly vedette: VedetteProcess
  /** Of the good target's scrapes that were stored; grows with each. */
  scrapes(): Promise<number>
  /** Call it last: ends the sender. */
  expectUnharmed(): Promise<void>
}

export interface GoodTrafficOptions {
  readonly env?: Readonly<Record<string, string>>
  /** `scrape_configs` besides that of the good target. */
  readonly jobs?: readonly object[]
}

/** What a process may take more than before, after all the harm: caches and allocators keep some. */
const GROWTH_BYTES = 300 * 2 ** 20

const SCRAPE_MS = 2_000

export async function startGoodTraffic(options: GoodTrafficOptions = {}): Promise<GoodTraffic> {
  const opened = new AsyncDisposableStack()
  try {
    const directory = opened.use(await temporaryDirectory())
    const target = opened.use(await startSteadyTarget('good 1\n'))
    const config = join(directory.path, 'prometheus.yml')
    await writeFile(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          // With time enough that a busy machine is no harm yet.
          {
            job_name: 'good',
            static_configs: [{ targets: [target.host] }],
            scrape_interval: `${SCRAPE_MS}ms`,
            scrape_timeout: `${SCRAPE_MS}ms`,
          },
          ...(options.jobs ?? []),
        ],
      }),
    )
    const vedette = opened.use(await startVedette({ args: ['--prometheus', config], env: options.env ?? {} }))
    const load = startWriteLoad({
      url: vedette.url,
      metric: 'good_write',
      connections: 2,
      seriesPerRequest: 20,
      pauseMs: 50,
    })
    opened.defer(() => load.stop())
    const scrapes = async (): Promise<number> => (await valuesOf(vedette.url, 'good')).length
    await until('good traffic', async () => load.acknowledgedCount > 1000 && (await scrapes()) > 1)
    const rssBefore = vedette.rssBytes()
    const stack = opened.move()

    return {
      vedette,
      scrapes,
      async expectUnharmed() {
        const before = await scrapes()
        await until('the good target to be scraped on', async () => (await scrapes()) > before)
        await load.stop()
        expect(load.failedCount).toBe(0)
        expect(missing(load.acknowledged(), await exported(vedette.url, 'good_write'))).toEqual([])
        // Where a scrape failed there is none.
        const values = (await valuesOf(vedette.url, 'good')).filter(value => value !== null)
        expect(new Set(values)).toEqual(new Set([1]))
        expect(failedScrapes(await exported(vedette.url, 'up{job="good"}'), await target.stalls())).toEqual(
          [],
        )
        await until('the good target to be up', async () => {
          const { activeTargets } = await targets(vedette.url)
          return activeTargets.some(
            ({ scrapePool, health: state }) => scrapePool === 'good' && state === 'up',
          )
        })
        expect((await health(vedette.url)).state).not.toBe('critical')
        expect(vedette.log.filter(({ level }) => level === 'error')).toEqual([])
        expect(vedette.rssBytes() - rssBefore).toBeLessThan(GROWTH_BYTES)
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

/** Their times. None but those during which the machine stood still: then nobody could have been in time. */
function failedScrapes(up: Exported, stalls: readonly Stall[]): string[] {
  return [...up.values()]
    .flatMap(samples => [...samples])
    .filter(
      ([timeMs, value]) =>
        value !== 1 && !stalls.some(({ fromMs, toMs }) => fromMs < timeMs + SCRAPE_MS && toMs > timeMs),
    )
    .map(([timeMs]) => new Date(timeMs).toISOString())
}
