/**
 * The mix: the series of a small fleet of Node services and their hosts, scraped at an interval, the same on every machine
 * for the same seed. Every fifth target is a host, the others are pods; each target has its own offset within the
 * interval, as a scraper spreads them, and one scrape in two hundred comes some milliseconds late.
 */
import { createRandom, type Random } from './random.ts'
import type { Kind, SeriesShape, Source } from './sources.ts'
import { hostSources, podSources } from './targets.ts'

export interface MixOptions {
  readonly seriesCount: number
  readonly seed: number
  readonly intervalMs: number
}

export interface MixSeries {
  /** Sorted by name, `__name__` included. */
  readonly labels: readonly (readonly [name: string, value: string])[]
  readonly kind: Kind
  readonly type: Source['type']
  readonly family: string
  readonly target: number
}

export interface Mix {
  readonly series: readonly MixSeries[]
  readonly targetCount: number
  /** The values of the current scrape, by series. */
  readonly values: Float64Array
  /** Moves to the next scrape; the first call gives scrape 0. */
  advance(): void
  timeMs(target: number, scrape: number, startMs: number): number
}

const SERVICES = [
  ['gateway', ['/', '/login', '/api/cart', '/api/search', '/api/orders', '/healthz']],
  ['user', ['/users/:id', '/users', '/sessions', '/users/:id/avatar']],
  ['product', ['/products', '/products/:id', '/search', '/categories', '/recommendations']],
  ['order', ['/orders', '/orders/:id', '/orders/:id/items', '/checkout']],
  ['payment', ['/payments', '/payments/:id', '/refunds']],
  ['inventory', ['/stock/:sku', '/reservations', '/warehouses']],
  ['notification', ['/messages', '/templates/:id']],
  ['shipping', ['/quotes', '/labels', '/tracking/:id']],
] as const

interface Placed {
  readonly source: Source
  readonly at: number
  readonly service: number
}

export function createMix(options: MixOptions): Mix {
  const random = createRandom(options.seed)
  const series: MixSeries[] = []
  const placed: Placed[] = []
  let target = 0
  for (; series.length < options.seriesCount; target++) {
    const { sources, labels, service } = targetOf(target, random)
    for (const source of sources) {
      placed.push({ source, at: series.length, service })
      for (const shape of source.series) series.push(seriesOf(shape, source, labels, target))
    }
  }
  // The last target may be cut anywhere; its sources still need room to write.
  const room = new Float64Array(series.length)
  series.length = options.seriesCount
  const offsetsMs = Array.from({ length: target }, (_, i) =>
    Math.floor(((i + random.next()) * options.intervalMs) / target),
  )
  const loads = SERVICES.map((_, i) => 0.7 + 0.1 * (i % 5))
  let scrape = 0

  return {
    series,
    targetCount: target,
    values: room.subarray(0, options.seriesCount),
    advance() {
      const hours = (scrape * options.intervalMs) / 3_600_000
      for (let i = 0; i < loads.length; i++) {
        const daily = 1 + 0.3 * Math.sin(((hours + i) * 2 * Math.PI) / 24)
        loads[i] = loads[i]! + (daily - loads[i]!) * 0.02 + random.normal() * 0.015
      }
      for (const { source, at, service } of placed) {
        source.advance(room, at, Math.max(0.05, loads[service]!), random)
      }
      scrape++
    },
    timeMs(of, at, startMs) {
      return startMs + at * options.intervalMs + offsetsMs[of]! + lateMs(options.seed, of, at)
    },
  }
}

function targetOf(target: number, random: Random) {
  const node = `10.${20 + (target >> 12)}.${(target >> 4) & 255}.${10 + (target & 15)}`
  const service = target % SERVICES.length
  if (target % 5 === 4) {
    const labels = { job: 'node', instance: `${node}:9100`, cluster: 'prod-eu-1' }
    return { sources: hostSources(random), labels, service }
  }
  const [name, routes] = SERVICES[service]!
  const hash = (0x10000 + random.below(0xfffff)).toString(16)
  const labels = {
    job: name,
    instance: `${node}:9464`,
    cluster: 'prod-eu-1',
    namespace: 'shop',
    pod: `${name}-7d9c${hash}-${String.fromCharCode(97 + (target % 26))}${(target * 7919) % 9973}`,
  }
  const pod = {
    routes,
    timesInMilliseconds: service % 2 === 0,
    startedAtSeconds: 1_780_000_000 + random.below(9_000_000) / 10,
  }
  return { sources: podSources(pod, random), labels, service }
}

function seriesOf(
  shape: SeriesShape,
  source: Source,
  targetLabels: Readonly<Record<string, string>>,
  target: number,
): MixSeries {
  const labels = Object.entries({ __name__: shape.name, ...targetLabels, ...shape.labels })
  labels.sort(([a], [b]) => (a < b ? -1 : 1))
  return { labels, kind: source.kind, type: source.type, family: source.family, target }
}

/** Zero but for one scrape in two hundred, which a busy scraper or target delays. */
function lateMs(seed: number, target: number, scrape: number): number {
  let hash =
    Math.imul(seed ^ Math.imul(target + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(scrape + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f)
  hash = (hash ^ (hash >>> 13)) >>> 0
  return hash % 200 === 0 ? 3 + ((hash >>> 8) % 40) : 0
}
