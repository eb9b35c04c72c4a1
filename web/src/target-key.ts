/** What a target is told apart by from all others: links carry it. */
import type { ActiveTarget } from '@vedette/api'
import type { Labels } from './api/prometheus.ts'

export type TargetName = Pick<ActiveTarget, 'scrapePool' | 'scrapeUrl' | 'labels'>

export function targetKey({ scrapePool, scrapeUrl, labels }: TargetName): string {
  return `${scrapePool} ${scrapeUrl} ${labelsKey(labels)}`
}

/** The same for the same labels, in whatever order they come. */
export function labelsKey(labels: Labels): string {
  const own = Object.entries(labels).filter(([name]) => name !== '__name__')
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)))
}
