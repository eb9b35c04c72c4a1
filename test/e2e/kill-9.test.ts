/** What was acknowledged survives the death of the process, whenever it comes. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { exported, missing, valuesOf } from './exported.ts'
import { startTarget } from './exposing-target.ts'
import { until } from './until.ts'
import { startVedette } from './vedette-process.ts'
import { startWriteLoad } from './write-load.ts'

const ROUNDS = 4
/** Acknowledged in a round before the process is killed. Where in a commit that is differs from round to round. */
const SAMPLES_PER_ROUND = 20_000

describe('kill -9 under load', () => {
  it('loses no acknowledged sample and changes none, while it is written to and scrapes', async () => {
    await using directory = await temporaryDirectory()
    await using target = await startTarget(
      Array.from({ length: 500 }, (_, i) => `scraped{i="${i}"} ${i}\n`).join(''),
    )
    const prometheusYml = join(directory.path, 'prometheus.yml')
    await writeFile(
      prometheusYml,
      JSON.stringify({
        global: { scrape_interval: '500ms', scrape_timeout: '500ms' },
        scrape_configs: [{ job_name: 'target', static_configs: [{ targets: [target.host] }] }],
      }),
    )
    await using vedette = await startVedette({ args: ['--prometheus', prometheusYml] })
    const goodScrapes = async (): Promise<number> =>
      (await valuesOf(vedette.url, 'up{job="target"}')).filter(up => up === 1).length
    const load = startWriteLoad({ url: vedette.url, metric: 'kill_9', connections: 6 })
    for (let round = 1; round <= ROUNDS; round++) {
      const goal = load.acknowledgedCount + SAMPLES_PER_ROUND
      // Of this life: the others' are what they are.
      const scrapesBefore = await goodScrapes()
      await until(`${goal} acknowledged samples`, () => load.acknowledgedCount >= goal, { everyMs: 5 })
      await until('good scrapes', async () => (await goodScrapes()) >= scrapesBefore + 2)
      await vedette.kill()
      const acknowledged = load.acknowledged()
      await vedette.start()
      expect(missing(acknowledged, await exported(vedette.url, 'kill_9'))).toEqual([])
    }
    await load.stop()
    await vedette.kill()
    await vedette.start()
    const acknowledged = load.acknowledged()
    expect(missing(acknowledged, await exported(vedette.url, 'kill_9'))).toEqual([])
    expect(acknowledged.size).toBe(300)
    // Scraped samples before the last kill are there too, and no series of them came apart.
    const scraped = await exported(vedette.url, 'scraped')
    expect(scraped.size).toBe(500)
    // A scrape that the busy machine let time out ends the series for a moment. Nothing else does.
    const [up] = (await exported(vedette.url, 'up{job="target"}')).values()
    for (const [series, samples] of scraped) {
      const expected = Number(/i="(\d+)"/.exec(series)![1])
      const values = new Set([...samples].map(([timeMs, value]) => value ?? `ended, up ${up?.get(timeMs)}`))
      values.delete('ended, up 0')
      expect([series, values]).toEqual([series, new Set([expected])])
    }
  })
})
