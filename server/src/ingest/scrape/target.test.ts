import { labelsOf, recordOf } from '@vedette/model'
import { relabelRule } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import { defaultScrapeConfig } from '../../config/prometheus/defaults.ts'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'
import { buildTarget, type Target } from './target.ts'

const config = (change: Partial<ScrapeConfig> = {}): ScrapeConfig => ({
  ...defaultScrapeConfig('api'),
  ...change,
})

function target(found: Record<string, string>, change: Partial<ScrapeConfig> = {}): Target {
  const outcome = buildTarget(labelsOf(found), config(change))
  if (outcome.kind !== 'target') throw new Error(JSON.stringify(outcome))
  return outcome.target
}

describe('buildTarget', () => {
  it('fills in what the job says', () => {
    const built = target({ __address__: 'web:8080', __meta_zone: 'a', team: 'shop' })
    expect(built.url).toBe('http://web:8080/metrics')
    expect(recordOf(built.labels)).toEqual({ instance: 'web:8080', job: 'api', team: 'shop' })
    expect(recordOf(built.discovered)).toEqual({
      __address__: 'web:8080',
      __meta_zone: 'a',
      __metrics_path__: '/metrics',
      __scheme__: 'http',
      __scrape_interval__: '1m',
      __scrape_timeout__: '10s',
      job: 'api',
      team: 'shop',
    })
    expect([built.intervalMs, built.timeoutMs]).toEqual([60_000, 10_000])
  })

  it('lets discovery and relabelling decide everything', () => {
    const built = target(
      {
        __address__: '10.0.0.1:9100',
        __meta_name: 'node-1',
        __meta_path: '/probe',
        __scheme__: 'https',
        job: 'from-file',
      },
      {
        params: { module: ['http_2xx', 'tcp'], 'a b': ['ü&'] },
        relabelConfigs: [
          relabelRule({ sourceLabels: ['__meta_name'], targetLabel: 'instance' }),
          relabelRule({ sourceLabels: ['__meta_path'], targetLabel: '__metrics_path__' }),
          relabelRule({ sourceLabels: ['__address__'], targetLabel: '__param_target' }),
          relabelRule({ targetLabel: '__param_module', replacement: 'icmp' }),
          relabelRule({ targetLabel: '__scrape_interval__', replacement: '5s' }),
          relabelRule({ targetLabel: '__scrape_timeout__', replacement: '1s' }),
          relabelRule({ targetLabel: '__tmp_x', replacement: 'y' }),
        ],
      },
    )
    expect(built.url).toBe(
      'https://10.0.0.1:9100/probe?a+b=%C3%BC%26&module=icmp&module=tcp&target=10.0.0.1%3A9100',
    )
    expect(recordOf(built.labels)).toEqual({ instance: 'node-1', job: 'from-file' })
    expect([built.intervalMs, built.timeoutMs]).toEqual([5000, 1000])
  })

  it('keeps the address as it is written', () => {
    expect(target({ __address__: 'web:80' }).url).toBe('http://web:80/metrics')
    expect(target({ __address__: '[::1]:9090' }).url).toBe('http://[::1]:9090/metrics')
    expect(target({ __address__: 'web' }, { metricsPath: '/a?b=c d' }).url).toBe('http://web/a%3Fb=c%20d')
  })

  it('says what relabelling dropped', () => {
    const drop = relabelRule({ sourceLabels: ['env'], regex: 'test', action: 'drop' })
    const outcome = buildTarget(
      labelsOf({ __address__: 'a:1', env: 'test' }),
      config({ relabelConfigs: [drop] }),
    )
    expect(outcome.kind).toBe('dropped')
    expect(recordOf(outcome.kind === 'dropped' ? outcome.discovered : [])).toMatchObject({
      env: 'test',
      job: 'api',
    })
  })

  const set = (targetLabel: string, replacement: string) => ({
    relabelConfigs: [relabelRule({ targetLabel, replacement })],
  })
  it.each<[Partial<ScrapeConfig>, string]>([
    [{ relabelConfigs: [relabelRule({ action: 'labeldrop', regex: '__address__' })] }, 'no address'],
    [set('__address__', 'http://a:1'), '"http://a:1" is not a valid hostname'],
    [
      set('__scrape_interval__', 'soon'),
      'error parsing scrape interval: not a valid duration string: "soon"',
    ],
    [set('__scrape_timeout__', ''), 'error parsing scrape timeout: not a valid duration string: ""'],
    [set('__scrape_interval__', '0s'), 'scrape interval cannot be 0'],
    [set('__scrape_timeout__', '0'), 'scrape timeout cannot be 0'],
    [set('__scrape_timeout__', '2m'), 'scrape timeout cannot be greater than scrape interval ("2m" > "1m")'],
  ])('refuses what can not be scraped: %#', (change, reason) => {
    expect(buildTarget(labelsOf({ __address__: 'a:1' }), config(change))).toMatchObject({
      kind: 'failed',
      reason,
    })
  })

  it('knows a target by its labels and URL, not by what discovery says beside', () => {
    const key = (found: Record<string, string>) => target({ __address__: 'a:1', ...found }).key
    expect(key({ __meta_x: '1' })).toBe(key({ __meta_x: '2' }))
    expect(key({ zone: '1' })).not.toBe(key({ zone: '2' }))
    expect(key({ __metrics_path__: '/x' })).not.toBe(key({}))
  })
})
