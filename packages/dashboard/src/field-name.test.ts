import { describe, expect, it } from 'vitest'
import { numberColumn, timeColumn } from './columns.ts'
import { fieldNames } from './field-name.ts'
import type { FieldLabels, Frame } from './frame.ts'
import type { Scope } from './scope.ts'

const scope: Scope = {
  variables: {},
  range: { fromMs: 0, toMs: 1 },
  intervalMs: 1,
  scrapeIntervalMs: 1,
}

function series(labels: FieldLabels, more: { legend?: string; name?: string } = {}): Frame {
  const value = {
    ...numberColumn(labels.__name__ ?? 'Value', Float64Array.of(1)),
    labels,
    ...(more.legend === undefined ? {} : { legend: more.legend }),
  }
  return {
    refId: 'A',
    ...(more.name === undefined ? {} : { name: more.name }),
    fields: [timeColumn('Time', Float64Array.of(1)), value],
    length: 1,
  }
}

function names(...frames: Frame[]): { grafana: string[]; shown: string[] } {
  const all = fieldNames(frames)
  return {
    grafana: frames.map(frame => all.nameOf(frame.fields[1]!, frame)),
    shown: frames.map(frame => all.shownName(frame.fields[1]!, frame)),
  }
}

describe('what fields are called', () => {
  it('is their legend where there is one', () => {
    expect(names(series({ a: 'x' }, { legend: 'cart' })).shown).toEqual(['cart'])
  })

  it('is the value of the only label', () => {
    expect(names(series({ job: 'a' }), series({ job: 'b' }))).toEqual({
      grafana: ['a', 'b'],
      shown: ['a', 'b'],
    })
  })

  it('has all labels for overrides and transformations, those that differ for people', () => {
    const up = { __name__: 'up', job: 'shop' }
    expect(names(series({ ...up, pod: '1' }), series({ ...up, pod: '2' }))).toEqual({
      grafana: ['{__name__="up", job="shop", pod="1"}', '{__name__="up", job="shop", pod="2"}'],
      shown: ['1', '2'],
    })
    expect(names(series({ a: '1', b: '1', c: '1' }), series({ a: '2', b: '2', c: '1' })).shown).toEqual([
      '1 · 1',
      '2 · 2',
    ])
    expect(names(series({ __name__: 'x', b: '1' }), series({ __name__: 'y', b: '2' })).shown).toEqual([
      'x · 1',
      'y · 2',
    ])
  })

  it('of one series is all that is known of it', () => {
    expect(names(series({ a: '1', b: '2' })).shown).toEqual(['{a="1", b="2"}'])
    expect(names(series({})).shown).toEqual(['Value'])
  })

  it('has the name of the frame where frames differ, or nothing else is there', () => {
    expect(names(series({}, { name: 'x' })).grafana).toEqual(['x'])
    expect(names(series({ a: '1' }, { name: 'x' }), series({ a: '1' }, { name: 'y' })).grafana).toEqual([
      'x 1',
      'y 1',
    ])
  })

  it('tells columns of one name apart', () => {
    const column = numberColumn('n', Float64Array.of(1))
    const frame: Frame = { refId: 'A', fields: [{ ...column }, { ...column }], length: 1 }
    const all = fieldNames([frame])
    expect(frame.fields.map(field => all.nameOf(field, frame))).toEqual(['n 1', 'n 2'])
  })

  it('is what the configuration says, its variables filled in', () => {
    const frame = series({ job: 'shop' }, { legend: 'up of shop' })
    const all = fieldNames([frame])
    const shown = (displayName: string): string =>
      all.shownName(
        frame.fields[1]!,
        frame,
        { displayName },
        { ...scope, variables: { v: { text: 'V', value: 'v' } } },
      )
    expect(shown('${__field.labels.job} ($v)')).toBe('shop (V)')
    expect(shown('${__field.displayName}, ${__series.name}')).toBe('up of shop, up of shop')
    expect(shown('plain')).toBe('plain')
  })
})
