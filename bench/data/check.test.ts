import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ExportedSeries } from '../rivals/product.ts'
import { check } from './check.ts'
import { type Load, readFrames, requestOf, shardFile, writeLoad } from './load-file.ts'
import { createMix } from './mix.ts'
import { createPage } from './prom-text.ts'

const dir = mkdtempSync(join(tmpdir(), 'vedette-bench-check-'))
afterAll(() => rmSync(dir, { recursive: true }))

const options = {
  seriesCount: 200,
  seed: 11,
  intervalMs: 15_000,
  scrapes: 12,
  startMs: 1_790_000_000_000,
  shards: 3,
  samplesPerRequest: 100,
  samplesPerSeries: 1,
}
const load: Load = { ...options, samples: 2400, requests: 0, bytes: 0 }

async function* storedWith(
  change: (series: { timesMs: number[]; values: number[] }, index: number) => void,
): AsyncGenerator<ExportedSeries> {
  const mix = createMix(options)
  const all = mix.series.map(({ labels }) => ({
    metric: Object.fromEntries(labels),
    timesMs: [] as number[],
    values: [] as number[],
  }))
  for (let scrape = 0; scrape < options.scrapes; scrape++) {
    mix.advance()
    all.forEach((series, i) => {
      series.timesMs.push(mix.timeMs(mix.series[i]!.target, scrape, options.startMs))
      series.values.push(mix.values[i]!)
    })
  }
  for (const [index, series] of all.entries()) {
    change(series, index)
    yield series
  }
}

const clean = { acknowledged: 2400, missing: 0, altered: 0, repeated: 0, unasked: 0, strange: 0 }

describe('checking what is stored', () => {
  it('finds nothing amiss where all is there', async () => {
    expect(
      await check(
        load,
        [],
        storedWith(() => {}),
      ),
    ).toEqual(clean)
  })

  it('counts what is missing, altered, repeated and strange', async () => {
    const stored = storedWith((series, index) => {
      if (index === 3) {
        series.timesMs.splice(5, 2)
        series.values.splice(5, 2)
      }
      if (index === 4) series.values[0]! += 0.5
      if (index === 5) {
        series.timesMs.push(series.timesMs[0]!)
        series.values.push(series.values[0]!)
      }
      if (index === 6) series.timesMs[1]! += 1
    })
    expect(await check(load, [], stored)).toEqual({
      ...clean,
      missing: 3,
      altered: 1,
      repeated: 1,
      strange: 1,
    })
  })

  it('does not hold a product to what it refused', async () => {
    const request = requestOf(load, 3, 5)
    const lost = storedWith((series, index) => {
      if (index === 3) {
        series.timesMs.splice(5, 1)
        series.values.splice(5, 1)
      }
    })
    const verdict = await check(load, [{ shard: 0, request }], lost)
    expect(verdict).toMatchObject({ acknowledged: 2300, missing: 0, unasked: 99 })
  })

  it('knows which request carries a sample', () => {
    writeLoad(dir, options)
    const mix = createMix(options)
    for (let shard = 0; shard < options.shards; shard++) {
      const counts = new Map<number, number>()
      for (let at = shard; at < mix.series.length; at += options.shards) {
        for (let scrape = 0; scrape < options.scrapes; scrape++) {
          const request = requestOf(options, at, scrape)
          counts.set(request, (counts.get(request) ?? 0) + 1)
        }
      }
      const frames = readFrames(shardFile(dir, shard))
      let number = 0
      for (let frame = frames.next(); frame !== undefined; frame = frames.next(), number++) {
        expect(counts.get(number) ?? 0).toBe(frame.samples)
      }
      frames.close()
    }
  })
})

describe('a page of the mix', () => {
  it('shows every series once, each family in one piece', () => {
    const mix = createMix({ ...options, seriesCount: 2000 })
    mix.advance()
    const lines = createPage(mix)().trimEnd().split('\n')
    const samples = lines.filter(line => !line.startsWith('#'))
    expect(samples.length).toBe(2000)
    expect(new Set(samples.map(line => line.slice(0, line.lastIndexOf(' ')))).size).toBe(2000)
    const types = lines.filter(line => line.startsWith('# TYPE')).map(line => line.split(' ')[2])
    expect(new Set(types).size).toBe(types.length)
    expect(lines.some(line => /^[a-z_0-9A-Z]+\{[^}]*\} [0-9.e+-]+$/.test(line))).toBe(true)
  })
})
