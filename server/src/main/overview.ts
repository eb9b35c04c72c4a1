/** What comes in right now, for the landing page. */
import type { Overview, TargetDiscovery } from '@vedette/api'
import { type DoorAddresses, type DoorName, describeDoors } from '../http/index.ts'
import type { Corridor } from '../processor/corridor.ts'
import { createRate } from '../self/rate.ts'
import type { Store } from '../store/open-store.ts'
import { VERSION } from './status.ts'

const DOORS: readonly DoorName[] = ['scrape', 'remote-write', 'otlp', 'push']
const TARGETS_SHOWN = 50

export interface OverviewSources {
  readonly store: Store
  readonly corridor: Corridor
  readonly targets: () => TargetDiscovery
  readonly addresses: () => DoorAddresses
}

export function createOverview({
  store,
  corridor,
  targets,
  addresses,
}: OverviewSources): (() => Overview) & Disposable {
  const rates = new Map(DOORS.map(door => [door, createRate(() => corridor.samplesFrom(door))]))
  const read = (): Overview => {
    const { activeTargets } = targets()
    const ofHealth = (health: string): number =>
      activeTargets.filter(target => target.health === health).length
    const worstFirst = activeTargets.toSorted((a, b) => rank(a.health) - rank(b.health))
    return {
      version: VERSION,
      samplesPerSecond: [...rates.values()].reduce((sum, rate) => sum + rate.perSecond(), 0),
      activeSeries: store.metrics.head.seriesCount,
      targets: worstFirst.slice(0, TARGETS_SHOWN).map(target => ({
        job: target.labels.job ?? target.scrapePool,
        url: target.scrapeUrl,
        health: target.health,
        lastError: target.lastError,
        lastScrapeMs: timeOf(target.lastScrape),
      })),
      targetsUp: ofHealth('up'),
      targetsDown: ofHealth('down'),
      targetsUnknown: ofHealth('unknown'),
      doors: describeDoors(addresses(), door => rates.get(door)!.perSecond()),
    }
  }
  return Object.assign(read, {
    [Symbol.dispose]: () => {
      for (const rate of rates.values()) rate[Symbol.dispose]()
    },
  })
}

function rank(health: string): number {
  return health === 'down' ? 0 : health === 'unknown' ? 1 : 2
}

/** Prometheus writes a time that never was as the year one. */
function timeOf(text: string): number | undefined {
  const timeMs = Date.parse(text)
  return timeMs > 0 ? timeMs : undefined
}
