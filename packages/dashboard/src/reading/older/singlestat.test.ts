import { describe, expect, it } from 'vitest'
import { readDashboard } from '../../read-dashboard.ts'

const read = (singlestat: object) => {
  const { dashboard, notes } = readDashboard({
    schemaVersion: 16,
    panels: [{ id: 1, type: 'singlestat', title: 'Up', ...singlestat }],
  })
  return { panel: dashboard.panels[0], notes }
}

describe('a singlestat panel', () => {
  it('becomes a stat panel', () => {
    const { panel, notes } = read({
      valueName: 'current',
      format: 'percent',
      decimals: 0,
      nullText: 'none yet',
      colorValue: true,
      colors: ['green', 'orange', 'red'],
      thresholds: '85, 95.5',
      sparkline: { show: true, lineColor: 'blue' },
      mappingType: 1,
      valueMaps: [
        { op: '=', text: 'N/A', value: 'null' },
        { op: '=', text: 'down', value: '0' },
      ],
      rangeMaps: [{ from: '1', to: '2', text: 'not used' }],
    })
    expect(panel).toMatchObject({
      type: 'stat',
      options: {
        graphMode: 'area',
        colorMode: 'value',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
    })
    expect(panel?.fieldConfig.defaults).toEqual({
      unit: 'percent',
      decimals: 0,
      noValue: 'none yet',
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: null, color: 'green' },
          { value: 85, color: 'orange' },
          { value: 95.5, color: 'red' },
        ],
      },
      mappings: [
        { type: 'value', options: { 0: { text: 'down' } } },
        { type: 'special', options: { match: 'null', result: { text: 'N/A' } } },
      ],
    })
    expect(notes).toEqual([])
  })

  it('becomes a gauge if it had one', () => {
    const { panel } = read({
      valueName: 'avg',
      gauge: { show: true, minValue: 0, maxValue: 10, thresholdLabels: true, thresholdMarkers: false },
      sparkline: { show: true, lineColor: 'blue' },
    })
    // It had no line to colour, so that the thresholds do.
    expect(panel?.fieldConfig.defaults).not.toHaveProperty('color')
    expect(panel).toMatchObject({
      type: 'gauge',
      options: { showThresholdLabels: true, showThresholdMarkers: false, reduceOptions: { calcs: ['mean'] } },
      fieldConfig: { defaults: { min: 0, max: 10 } },
    })
  })

  it.each([
    [{ colorBackground: true, colorValue: true }, { colorMode: 'background' }],
    [{ colorValue: false }, { colorMode: 'none', graphMode: 'none' }],
    [{ valueName: 'name' }, { textMode: 'name' }],
  ])('shows %j as it did', (singlestat, options) => {
    expect(read(singlestat).panel?.options).toMatchObject(options)
  })

  it('maps ranges where it did, and nothing of the null to null of old', () => {
    const mappings = read({
      mappingType: 2,
      rangeMaps: [
        { from: 'null', to: 'null', text: '?' },
        { from: '1', to: '5', text: 'few' },
      ],
    })
    expect(mappings.panel?.fieldConfig.defaults.mappings).toEqual([
      { type: 'special', options: { match: 'null', result: { text: '?' } } },
      { type: 'range', options: { from: 1, to: 5, result: { text: 'few' } } },
    ])
  })

  it('keeps the column that it showed of a table', () => {
    expect(
      read({ tableColumn: 'free (GB)', targets: [{ expr: 'up', format: 'table' }] }).panel?.options
        .reduceOptions,
    ).toMatchObject({
      fields: String.raw`/^free \(GB\)$/`,
    })
    expect(
      read({ tableColumn: 'left over', targets: [{ expr: 'up' }] }).panel?.options.reduceOptions,
    ).toMatchObject({ fields: '' })
  })

  it('makes a unit of a text around its value, or says that it is not shown', () => {
    expect(read({ format: 'none', postfix: ' req/s' }).panel?.fieldConfig.defaults.unit).toBe('suffix: req/s')
    expect(read({ format: 'none', prefix: 'v' }).panel?.fieldConfig.defaults.unit).toBe('prefix:v')
    expect(read({ format: 'bytes', postfix: ' free' }).notes).toEqual([
      {
        kind: 'changed',
        panelId: 1,
        panelTitle: 'Up',
        place: 'panels[0]',
        words: 'the texts around its value are not shown: " free"',
      },
    ])
  })

  it('says what it can not work out', () => {
    expect(read({ valueName: 'last_time' }).notes).toMatchObject([
      { kind: 'changed', words: 'it showed "last_time" of its series, and shows the mean' },
    ])
  })
})
