import type { Field } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { framesWith, numbers, panelOf } from '../testing/fields.ts'
import { timeSeriesLook, withSoftLimits } from './time-series-look.ts'

function look(fields: readonly Field[], panel = panelOf('timeseries')) {
  return timeSeriesLook(panel, framesWith(fields)[0]!.fields, 'dark')
}

describe('how a graph is drawn', () => {
  it('has an axis on the right for what is asked to be there, or is of another unit', () => {
    const { series, right } = look([
      numbers('a', [1], { unit: 's' }),
      numbers('b', [1], { unit: 'bytes', max: 10 }),
      numbers('c', [1], { unit: 's', custom: { axisPlacement: 'right' } }),
    ])
    expect(series.map(({ axis }) => axis)).toEqual(['left', 'right', 'right'])
    expect(right).toEqual({ unit: 'bytes', max: 10 })
  })

  it('stacks each group by itself', () => {
    const of = (group: unknown) => ({ custom: { stacking: { mode: 'normal', group } } })
    const { series } = look([
      numbers('total', [9], of(false)),
      numbers('a', [1], of('A')),
      numbers('b', [1], of('B')),
    ])
    expect(series.map(({ stack }) => stack)).toEqual(['false', undefined, 'B'])
  })

  it('stacks those that are stacked', () => {
    const custom = { stacking: { mode: 'normal' } }
    const { stacking, series } = look([numbers('a', [1], { custom }), numbers('b', [1])])
    expect([stacking, series.map(({ unstacked }) => unstacked)]).toEqual(['normal', [undefined, true]])
  })

  it('is smooth, and goes from colour to colour by value', () => {
    const thresholds = {
      mode: 'percentage' as const,
      steps: [
        { value: null, color: 'green' },
        { value: 50, color: 'red' },
      ],
    }
    const scheme = { gradientMode: 'scheme' }
    const { series } = look([
      numbers('a', [0, 10], { custom: { lineInterpolation: 'smooth', gradientMode: 'hue' } }),
      numbers('b', [0, 10], { custom: scheme, color: { mode: 'thresholds' }, thresholds }),
      numbers('c', [0, 10], { custom: scheme, color: { mode: 'continuous-GrYlRd' } }),
      numbers('d', [0, 10], { custom: scheme, color: { mode: 'palette-classic' } }),
    ])
    expect(series[0]).toMatchObject({ smooth: true, gradient: { kind: 'hue' } })
    expect(series[1]!.gradient).toEqual({
      kind: 'scheme',
      isStepped: true,
      stops: [
        { at: Number.NEGATIVE_INFINITY, colour: '#35b37e' },
        { at: 5, colour: '#f0716a' },
      ],
    })
    expect(series[2]!.gradient).toMatchObject({ isStepped: false, stops: [{ at: 0 }, { at: 5 }, { at: 10 }] })
    expect(series[3]!.gradient).toBeUndefined()
  })

  it('hides series where they are hidden', () => {
    const { series } = look([
      numbers('a', [1], { custom: { hideFrom: { viz: true } } }),
      numbers('b', [1], { custom: { hideFrom: { legend: true, tooltip: true } } }),
    ])
    expect(series).toMatchObject([{ off: true }, { notInLegend: true, notInTooltip: true }])
  })

  it('lists in its tooltip what the panel wants', () => {
    const of = (tooltip: object) => look([], panelOf('timeseries', { tooltip })).tooltip
    expect(of({ mode: 'multi', sort: 'desc', hideZeros: true })).toEqual({
      mode: 'multi',
      sort: 'desc',
      hidesZeros: true,
    })
    expect(of({ mode: 'none' })).toEqual({ mode: 'none', sort: 'near' })
    expect(of({})).toEqual({ mode: 'multi', sort: 'near' })
    expect(look([]).tooltip).toBeUndefined()
  })

  it('takes bars, steps, points, dashes and widths from the field', () => {
    const { series } = look([
      numbers('a', [1], { custom: { drawStyle: 'bars', fillOpacity: 80 } }),
      numbers('b', [1], { custom: { lineInterpolation: 'stepBefore', lineWidth: 3 } }),
      numbers('c', [1], { custom: { drawStyle: 'points', showPoints: 'always' } }),
      numbers('d', [1], { custom: { lineStyle: { fill: 'dash' } } }),
    ])
    expect(series).toMatchObject([
      { style: 'bars', fill: 0.8 },
      { style: 'steps', steps: 'before', width: 3 },
      { style: 'points', markers: true },
      { style: 'line', dashed: true },
    ])
  })

  it('draws thresholds where the panel says so', () => {
    const thresholds = {
      mode: 'absolute' as const,
      steps: [
        { value: null, color: 'green' },
        { value: 5, color: 'purple' },
      ],
    }
    const plain = look([numbers('a', [1])], panelOf('timeseries', {}, { thresholds }))
    expect(plain.thresholds).toBeUndefined()
    const custom = { thresholdsStyle: { mode: 'dashed' } }
    const drawn = look([numbers('a', [1])], panelOf('timeseries', {}, { thresholds, custom })).thresholds!
    expect(drawn.drawn).toBe('line')
    expect(drawn.steps.map(({ from }) => from)).toEqual([-Infinity, 5])
  })

  it('goes to soft limits where data does not', () => {
    const soft = { axisSoftMin: 0, axisSoftMax: 100 }
    expect(withSoftLimits({}, soft, { min: 5, max: 120 })).toEqual({ min: 0 })
    expect(withSoftLimits({ min: 1 }, soft, undefined)).toEqual({ min: 1, max: 100 })
  })
})
