/** The first minute with Vedette: started on an empty directory, looked at, asked with Prometheus's own tool, stopped. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { ask, getText, health, targets } from './answers.ts'
import { exported, missing, valuesOf } from './exported.ts'
import { runProgram } from './outside-program.ts'
import { until } from './until.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'

let vedette: VedetteProcess
beforeAll(async () => {
  vedette = await startVedette()
})
afterAll(() => vedette[Symbol.asyncDispose]())

/** The process scrapes itself within the first 15 seconds; all that follows needs that. */
async function firstScrape(): Promise<void> {
  await until('a scrape of itself', async () => (await valuesOf(vedette.url, 'up')).length > 0)
}

describe('the first minute', () => {
  it('is ready, healthy, and says how each part is', async () => {
    for (const path of ['/-/ready', '/-/healthy']) {
      const response = await fetch(vedette.url + path)
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Vedette is')])
    }
    const { state, checks } = await health(vedette.url)
    expect(checks.filter(check => check.state !== 'good')).toEqual([])
    expect(state).toBe('good')
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['store', 'head', 'queue', 'disk', 'memory', 'scraping', 'configuration']),
    )
  })

  it('scrapes itself', async () => {
    await firstScrape()
    const { activeTargets } = await targets(vedette.url)
    expect(activeTargets).toMatchObject([
      { scrapePool: 'vedette', health: 'up', lastError: '', labels: { job: 'vedette' } },
    ])
    const names = await ask<string[]>(vedette.url, 'label/__name__/values')
    expect(names).toEqual(
      expect.arrayContaining([
        'up',
        'vedette_build_info',
        'process_cpu_seconds_total',
        'scrape_samples_scraped',
      ]),
    )
    const up = await exported(vedette.url, 'up')
    expect([...up.values()].flatMap(samples => [...samples.values()])[0]).toBe(1)
    // Scraped in OpenMetrics, whose families have no `_total`.
    expect(await ask<object>(vedette.url, 'metadata?metric=process_cpu_seconds')).toMatchObject({
      process_cpu_seconds: [{ type: 'counter', help: expect.stringContaining('CPU') }],
    })
  })

  it('answers promtool: labels, series', async context => {
    const promtool = externalProgram(context, 'promtool')
    await firstScrape()
    const labels = await runProgram(promtool, ['query', 'labels', vedette.url, '__name__'])
    expect(labels).toMatchObject({ code: 0, err: '' })
    expect(labels.out.trim().split('\n')).toEqual(expect.arrayContaining(['up', 'vedette_head_series']))
    const series = await runProgram(promtool, ['query', 'series', '--match=up', vedette.url])
    expect(series).toMatchObject({ code: 0, err: '' })
    expect(series.out).toMatch(/^\{__name__="up", instance="localhost:\d+", job="vedette"\}\n$/)
  })

  it('has metrics of its own that promtool finds nothing wrong with', async context => {
    const promtool = externalProgram(context, 'promtool')
    await firstScrape()
    const text = await getText(`${vedette.url}/metrics`)
    expect(await runProgram(promtool, ['check', 'metrics'], text)).toEqual({ code: 0, out: '', err: '' })
  })

  it('ends with code 0 on SIGTERM and leaves no lock behind that would hinder the next', async () => {
    await firstScrape()
    const before = await exported(vedette.url, '{job="vedette"}')
    await vedette.stop()
    expect(vedette.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
    expect(vedette.log.at(-1)).toMatchObject({ message: 'stopped' })
    await vedette.start()
    const after = await exported(vedette.url, '{job="vedette"}')
    expect(missing(before, after)).toEqual([])
  })
})
