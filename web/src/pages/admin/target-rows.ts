/** Targets as the list shows them: the scraped and the dropped ones together. Pure. */
import { type ActiveTarget, GO_ZERO_TIME, type TargetDiscovery } from '@vedette/api'
import type { Labels, VectorSample } from '../../api/prometheus.ts'
import { numberOf } from '../../api/prometheus.ts'
import { labelsKey, targetKey } from '../../target-key.ts'
import type { State } from '../../ui/StateMark.tsx'

export type TargetState = 'up' | 'down' | 'unknown' | 'dropped'

export const TARGET_STATES: Readonly<Record<TargetState, State>> = {
  up: 'good',
  down: 'critical',
  unknown: 'unknown',
  dropped: 'warning',
}

export interface TargetRow {
  readonly key: string
  readonly state: TargetState
  readonly job: string
  /** Its URL; of a dropped one the address. */
  readonly name: string
  /** What every series gets, without `job`. */
  readonly labels: Labels
  readonly discovered: Labels
  /** Why the last scrape failed, or why it can't be scraped; empty where relabelling dropped it. */
  readonly problem: string
  readonly lastScrapeMs?: number
  readonly durationSeconds?: number
  readonly samples?: number
  readonly interval?: string
  readonly timeout?: string
}

export function targetRows(discovery: TargetDiscovery, samples: readonly VectorSample[]): TargetRow[] {
  const samplesByTarget = new Map(samples.map(({ metric, value }) => [labelsKey(metric), value]))
  const active = discovery.activeTargets.map((target): TargetRow => {
    const { labels, scrapePool, scrapeUrl, health, lastError, lastScrape, lastScrapeDuration } = target
    const scraped = samplesByTarget.get(labelsKey(labels))
    return {
      key: targetKey(target),
      state: health,
      job: scrapePool,
      name: scrapeUrl,
      labels: without(labels, 'job'),
      discovered: target.discoveredLabels,
      problem: lastError,
      ...(lastScrape === GO_ZERO_TIME
        ? {}
        : { lastScrapeMs: Date.parse(lastScrape), durationSeconds: lastScrapeDuration }),
      ...(scraped === undefined ? {} : { samples: numberOf(scraped[1]) }),
      ...timingOf(target),
    }
  })
  const dropped = discovery.droppedTargets.map(
    ({ discoveredLabels, scrapePool, reason = '' }): TargetRow => ({
      key: `dropped ${scrapePool} ${labelsKey(discoveredLabels)}`,
      state: 'dropped',
      job: scrapePool,
      name: discoveredLabels.__address__ ?? '(no address)',
      labels: {},
      discovered: discoveredLabels,
      problem: reason,
    }),
  )
  return [...active, ...dropped]
}

function timingOf({ scrapeInterval, scrapeTimeout }: ActiveTarget) {
  return { interval: scrapeInterval, timeout: scrapeTimeout }
}

function without(labels: Labels, name: string): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([each]) => each !== name))
}

/** `?name[]=up` rather than `?name%5B%5D=up`. Nothing else is decoded: who reads it has to see what is asked. */
export function readableUrl(url: string): string {
  return url.replaceAll(/%5b/gi, '[').replaceAll(/%5d/gi, ']')
}

/** Without an instance that the address says already. */
export function ownLabels({ labels, name }: TargetRow): Labels {
  return name.includes(`//${labels.instance}/`) ? without(labels, 'instance') : labels
}

export function countByState(rows: readonly TargetRow[]): Readonly<Record<TargetState, number>> {
  const counts = { up: 0, down: 0, unknown: 0, dropped: 0 }
  for (const { state } of rows) counts[state]++
  return counts
}

/** Each word has to be somewhere in it. */
export function matchesText({ name, job, labels, discovered, problem }: TargetRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const all = [labels, discovered].flatMap(record => Object.entries(record).map(([n, v]) => `${n}=${v}`))
  const hay = [name, job, problem, ...all].join('\n').toLowerCase()
  return words.every(word => hay.includes(word))
}

export function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ')
}
