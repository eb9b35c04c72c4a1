import { labelsOf, recordOf } from '@vedette/model'
import { relabelRule } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import { defaultScrapeConfig } from '../../config/prometheus/defaults.ts'
import { resolveSampleLabels, type SampleLabelSettings } from './sample-labels.ts'
import { ScrapeError } from './scrape-error.ts'

const TARGET = labelsOf({ job: 'api', instance: 'a:1' })

function resolve(exposed: Record<string, string>, change: Partial<SampleLabelSettings> = {}) {
  const labels = Object.entries({ __name__: 'm', ...exposed }).map(([name, value]) => ({ name, value }))
  const resolved = resolveSampleLabels(labels, TARGET, { ...defaultScrapeConfig('api'), ...change })
  return resolved && recordOf(resolved)
}

describe('resolveSampleLabels', () => {
  it('adds the target’s labels', () => {
    expect(resolve({ x: 'y' })).toEqual({ __name__: 'm', instance: 'a:1', job: 'api', x: 'y' })
  })

  it('moves exposed labels that are in the way, as often as needed', () => {
    expect(resolve({ job: 'own', exported_job: 'older', instance: '' })).toEqual({
      __name__: 'm',
      instance: 'a:1',
      job: 'api',
      exported_job: 'older',
      exported_exported_job: 'own',
    })
  })

  it('leaves exposed labels alone when they are honored; an empty one keeps the target’s away', () => {
    expect(resolve({ job: 'own', instance: '' }, { honorLabels: true })).toEqual({
      __name__: 'm',
      job: 'own',
    })
  })

  it('relabels and drops', () => {
    const rules = [
      relabelRule({ sourceLabels: ['__name__'], regex: 'go_.*', action: 'drop' }),
      relabelRule({ action: 'labeldrop', regex: 'x' }),
    ]
    expect(resolve({ x: 'y' }, { metricRelabelConfigs: rules })).toEqual({
      __name__: 'm',
      instance: 'a:1',
      job: 'api',
    })
    expect(resolve({ __name__: 'go_info' }, { metricRelabelConfigs: rules })).toBeUndefined()
  })

  it.each<[Record<string, string>, Partial<SampleLabelSettings>, string]>([
    [{ __name__: '' }, {}, 'missing metric name (__name__ label)'],
    [
      { 'a.b': 'c' },
      { nameValidation: 'legacy' },
      'invalid metric name or label names: m{"a.b"="c", instance="a:1", job="api"} (metric_name_validation_scheme is legacy)',
    ],
    [{ x: 'y' }, { labelLimit: 3 }, 'label_limit exceeded (metric: m, number of labels: 4, limit: 3)'],
    [
      { longer_name: 'y' },
      { labelNameLengthLimit: 8 },
      'label_name_length_limit exceeded (metric: m, label name: longer_name, length: 11, limit: 8)',
    ],
    [
      { x: 'ü'.repeat(5) },
      { labelValueLengthLimit: 9 },
      'label_value_length_limit exceeded (metric: m, label name: x, value: "üüüüü", length: 10, limit: 9)',
    ],
  ])('fails the scrape for %j', (exposed, change, message) => {
    expect(() => resolve(exposed, change)).toThrow(ScrapeError)
    expect(() => resolve(exposed, change)).toThrow(message)
  })
})
