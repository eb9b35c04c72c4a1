import type { ActiveTarget, TargetDiscovery } from '@vedette/api'
import { describe, expect, it } from 'vitest'
import { countByState, matchesText, readableUrl, targetRows } from './target-rows.ts'

const active: ActiveTarget = {
  discoveredLabels: { __address__: 'web:9100' },
  labels: { job: 'node', instance: 'web:9100', zone: 'eu' },
  scrapePool: 'node',
  scrapeUrl: 'http://web:9100/metrics',
  globalUrl: 'http://web:9100/metrics',
  lastError: '',
  lastScrape: '2026-11-21T00:00:00Z',
  lastScrapeDuration: 0.012,
  health: 'up',
  scrapeInterval: '15s',
  scrapeTimeout: '10s',
}
const discovery: TargetDiscovery = {
  activeTargets: [
    active,
    {
      ...active,
      labels: { job: 'node', instance: 'db:9100' },
      scrapeUrl: 'http://db:9100/metrics',
      health: 'unknown',
      lastScrape: '0001-01-01T00:00:00Z',
    },
  ],
  droppedTargets: [{ discoveredLabels: { __address__: 'old:1', env: 'test' }, scrapePool: 'node' }],
  droppedTargetCounts: { node: 1 },
}

describe('rows of targets', () => {
  const rows = targetRows(discovery, [
    {
      metric: { __name__: 'scrape_samples_scraped', instance: 'web:9100', job: 'node', zone: 'eu' },
      value: [1, '412'],
    },
  ])

  it('join the samples by all labels, in whatever order', () => {
    expect(rows.map(({ samples }) => samples)).toEqual([412, undefined, undefined])
  })

  it('know no age before the first scrape', () => {
    expect(rows.map(({ lastScrapeMs }) => lastScrapeMs)).toEqual([
      Date.UTC(2026, 10, 21),
      undefined,
      undefined,
    ])
    expect(rows[1]!.durationSeconds).toBeUndefined()
  })

  it('are counted by state', () => {
    expect(countByState(rows)).toEqual({ up: 1, down: 0, unknown: 1, dropped: 1 })
  })

  it('are found by words in names, jobs and labels, discovered ones too', () => {
    const found = (text: string): string[] =>
      rows.filter(row => matchesText(row, text)).map(({ name }) => name)
    expect(found('ENV=test')).toEqual(['old:1'])
    expect(found('web eu')).toEqual(['http://web:9100/metrics'])
    expect(found(' ')).toHaveLength(3)
  })
})

it('shows the brackets of a parameter, and what else is encoded as it is', () => {
  expect(readableUrl('http://web:1/metrics?name%5B%5D=up&a=%2F%zz')).toBe(
    'http://web:1/metrics?name[]=up&a=%2F%zz',
  )
})
