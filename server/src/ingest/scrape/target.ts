/**
 * From what discovery found to what is scraped: the job's settings become labels, `relabel_configs` rewrite or drop them, and what is
 * left says where to scrape, how often, and which labels every sample gets. As Prometheus 3 does it, word for word where users see words.
 */
import {
  compareUtf8,
  formatDurationMs,
  formatLabels,
  type Labels,
  labelsFrom,
  labelValue,
  parseDurationMs,
} from '@vedette/model'
import { relabel } from '@vedette/model/relabel'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'

export interface Target {
  /** Its labels and its URL: two targets of one job with the same key are the same target. */
  readonly key: string
  /** What every sample gets. */
  readonly labels: Labels
  /** Before relabelling, the job's settings included. */
  readonly discovered: Labels
  readonly url: string
  readonly intervalMs: number
  readonly timeoutMs: number
}

export type TargetOutcome =
  | { readonly kind: 'target'; readonly target: Target }
  /** By a relabelling rule. */
  | { readonly kind: 'dropped'; readonly discovered: Labels }
  | { readonly kind: 'failed'; readonly discovered: Labels; readonly reason: string }

export function buildTarget(found: Labels, config: ScrapeConfig): TargetOutcome {
  const discovered = withSettings(found, config)
  const relabelled = relabel(discovered, config.relabelConfigs)
  if (relabelled === undefined || relabelled.length === 0) return { kind: 'dropped', discovered }

  const failed = (reason: string): TargetOutcome => ({ kind: 'failed', discovered, reason })
  const address = labelValue(relabelled, '__address__')
  if (address === '') return failed('no address')
  if (address.includes('/')) return failed(`${JSON.stringify(address)} is not a valid hostname`)
  const intervalText = labelValue(relabelled, '__scrape_interval__')
  const intervalMs = parseDurationMs(intervalText)
  if (intervalMs === undefined) {
    return failed(
      `error parsing scrape interval: not a valid duration string: ${JSON.stringify(intervalText)}`,
    )
  }
  if (intervalMs === 0) return failed('scrape interval cannot be 0')
  const timeoutText = labelValue(relabelled, '__scrape_timeout__')
  const timeoutMs = parseDurationMs(timeoutText)
  if (timeoutMs === undefined) {
    return failed(`error parsing scrape timeout: not a valid duration string: ${JSON.stringify(timeoutText)}`)
  }
  if (timeoutMs === 0) return failed('scrape timeout cannot be 0')
  if (timeoutMs > intervalMs) {
    return failed(
      `scrape timeout cannot be greater than scrape interval ("${timeoutText}" > "${intervalText}")`,
    )
  }

  const kept = relabelled.filter(label => !label.name.startsWith('__meta_'))
  const final =
    labelValue(kept, 'instance') === ''
      ? labelsFrom([...kept.map(label => [label.name, label.value] as const), ['instance', address]])
      : kept
  const url = urlOf(final, config.params)
  const labels = final.filter(label => !label.name.startsWith('__'))
  return {
    kind: 'target',
    target: { key: `${formatLabels(labels)} ${url}`, labels, discovered, url, intervalMs, timeoutMs },
  }
}

/** What relabelling starts from: the settings of the job are labels too, but what discovery says goes before them. */
export function withSettings(found: Labels, config: ScrapeConfig): Labels {
  const settings: [string, string][] = [
    ['job', config.jobName],
    ['__scrape_interval__', formatDurationMs(config.scrapeIntervalMs)],
    ['__scrape_timeout__', formatDurationMs(config.scrapeTimeoutMs)],
    ['__metrics_path__', config.metricsPath],
    ['__scheme__', config.scheme],
  ]
  const params = Object.entries(config.params).flatMap(([name, values]): [string, string][] =>
    values[0] === undefined ? [] : [[`__param_${name}`, values[0]]],
  )
  return labelsFrom([...settings, ...found.map(({ name, value }) => [name, value] as const), ...params])
}

function urlOf(labels: Labels, configured: ScrapeConfig['params']): string {
  const params = new Map(Object.entries(configured).map(([name, values]) => [name, [...values]]))
  for (const { name, value } of labels) {
    if (!name.startsWith('__param_')) continue
    const key = name.slice('__param_'.length)
    params.set(key, [value, ...(params.get(key)?.slice(1) ?? [])])
  }
  const query = new URLSearchParams(
    [...params]
      .sort(([a], [b]) => compareUtf8(a, b))
      .flatMap(([name, values]) => values.map(value => [name, value] as [string, string])),
  ).toString()
  const scheme = labelValue(labels, '__scheme__')
  const address = labelValue(labels, '__address__')
  const path = escapePath(labelValue(labels, '__metrics_path__'))
  return `${scheme}://${address}${path}${query === '' ? '' : `?${query}`}`
}

/** A path is text: a question mark in it is no query. */
function escapePath(path: string): string {
  const url = new URL('http://host')
  url.pathname = path
  return path === '' ? '' : url.pathname
}
