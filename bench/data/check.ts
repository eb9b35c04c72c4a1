/** Compares what a product gives back with what it acknowledged: the mix is made again from its seed, nothing is remembered. */
import type { ExportedSeries } from '../rivals/product.ts'
import { type Load, requestOf } from './load-file.ts'
import { createMix } from './mix.ts'

export interface Verdict {
  /** Samples that were acknowledged. */
  readonly acknowledged: number
  /** Of these, not given back. */
  readonly missing: number
  /** Given back with another value. */
  readonly altered: number
  /** Given back more than once. */
  readonly repeated: number
  /** Given back though never acknowledged: a request that was stored, but whose answer was lost or a refusal. */
  readonly unasked: number
  /** Series or times that nobody sent. */
  readonly strange: number
}

export interface RefusedRequest {
  readonly shard: number
  readonly request: number
}

export async function check(
  load: Load,
  refused: readonly RefusedRequest[],
  stored: AsyncIterable<ExportedSeries>,
): Promise<Verdict> {
  const mix = createMix(load)
  const { scrapes } = load
  const count = mix.series.length
  const expected = new Float64Array(count * scrapes)
  const timesMs = new Float64Array(mix.targetCount * scrapes)
  for (let scrape = 0; scrape < scrapes; scrape++) {
    mix.advance()
    for (let i = 0; i < count; i++) expected[i * scrapes + scrape] = mix.values[i]!
    for (let target = 0; target < mix.targetCount; target++) {
      timesMs[target * scrapes + scrape] = mix.timeMs(target, scrape, load.startMs)
    }
  }
  const indexOf = new Map(mix.series.map(({ labels }, i) => [keyOf(labels), i]))
  const seen = new Uint8Array(count * scrapes)
  let altered = 0
  let repeated = 0
  let strange = 0
  for await (const series of stored) {
    const index = indexOf.get(keyOf(Object.entries(series.metric).sort(([a], [b]) => (a < b ? -1 : 1))))
    if (index === undefined) {
      // What a product scrapes of itself isn't from our cluster.
      if (series.metric.cluster !== undefined) strange += series.timesMs.length
      continue
    }
    const times = mix.series[index]!.target * scrapes
    series.timesMs.forEach((timeMs, i) => {
      const near = Math.min(scrapes - 1, Math.floor((timeMs - load.startMs) / load.intervalMs))
      // A late scrape may lie just beyond its interval.
      const scrape = timesMs[times + near] === timeMs ? near : near - 1
      if (timesMs[times + scrape] !== timeMs) {
        strange++
        return
      }
      const at = index * scrapes + scrape
      if (seen[at] === 1) repeated++
      else if (series.values[i] !== expected[at]) altered++
      seen[at] = 1
    })
  }
  return { ...tally(load, refused, seen), altered, repeated, strange }
}

function tally(load: Load, refused: readonly RefusedRequest[], seen: Uint8Array) {
  const refusedRequests = new Set(refused.map(({ shard, request }) => `${shard}/${request}`))
  let acknowledged = 0
  let missing = 0
  let unasked = 0
  for (let index = 0; index < load.seriesCount; index++) {
    for (let scrape = 0; scrape < load.scrapes; scrape++) {
      const found = seen[index * load.scrapes + scrape] === 1
      const wasRefused =
        refusedRequests.size > 0 &&
        refusedRequests.has(`${index % load.shards}/${requestOf(load, index, scrape)}`)
      if (wasRefused) unasked += found ? 1 : 0
      else {
        acknowledged++
        missing += found ? 0 : 1
      }
    }
  }
  return { acknowledged, missing, unasked }
}

function keyOf(labels: readonly (readonly [string, string])[]): string {
  return JSON.stringify(labels)
}
