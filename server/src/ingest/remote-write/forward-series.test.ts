import { decodeLabelKey, encodeLabelKey, formatLabels, labelsOf } from '@vedette/model'
import { relabelRule } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import { createForwardSeries, type ForwardSeriesOptions, type SeriesVerdict } from './forward-series.ts'

function judge(options: Partial<ForwardSeriesOptions> = {}) {
  const series = createForwardSeries({ externalLabels: {}, rules: [], keepLabels: false, ...options })
  return (record: Record<string, string>): SeriesVerdict => {
    const key = encodeLabelKey(labelsOf(record))
    // In the middle of other bytes, as in a door's buffer.
    const bytes = new Uint8Array([1, 2, ...key, 3])
    return series.of(bytes, 2, 2 + key.length)
  }
}

function shown(verdict: SeriesVerdict): string {
  return typeof verdict === 'string' ? verdict : formatLabels(decodeLabelKey(verdict.key).labels)
}

describe('createForwardSeries', () => {
  it('adds external labels where the series has none of the name', () => {
    const of = judge({ externalLabels: { zone: 'a', job: 'outer' } })
    expect(shown(of({ __name__: 'up', job: 'web' }))).toBe('up{job="web", zone="a"}')
  })

  it('finds a series again, and begins anew when too many are remembered', () => {
    const of = judge({ limit: 2 })
    const first = of({ __name__: 'a' })
    expect(of({ __name__: 'a' })).toBe(first)
    of({ __name__: 'b' })
    of({ __name__: 'c' })
    expect(of({ __name__: 'a' })).not.toBe(first)
  })

  it('says why there is none', () => {
    const of = judge({ rules: [relabelRule({ regex: '.*', action: 'labeldrop' })] })
    expect(of({ __name__: 'a' })).toBe('relabelled')
    const series = createForwardSeries({ externalLabels: {}, rules: [], keepLabels: true })
    expect(series.of(Uint8Array.of(1, 2, 3), 0, 3)).toBe('invalid-labels')
  })
})
