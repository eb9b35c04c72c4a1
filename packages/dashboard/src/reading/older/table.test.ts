import { describe, expect, it } from 'vitest'
import { readDashboard } from '../../read-dashboard.ts'

const read = (table: object, schemaVersion = 18) =>
  readDashboard({ schemaVersion, panels: [{ id: 1, type: 'table', styles: [], ...table }] }).dashboard
    .panels[0]

describe('a table panel of old', () => {
  it.each([
    ['table', [{ id: 'merge', options: {} }]],
    ['timeseries_to_columns', [{ id: 'seriesToColumns', options: {} }]],
    ['timeseries_to_rows', [{ id: 'seriesToRows', options: {} }]],
    [
      'timeseries_aggregations',
      [{ id: 'reduce', options: { includeTimeField: false, reducers: ['mean', 'lastNotNull'] } }],
    ],
    ['json', []],
  ])('makes a transformation of %s', (transform, transformations) => {
    const columns = [
      { text: 'Avg', value: 'avg' },
      { text: 'Current', value: 'current' },
    ]
    expect(read({ transform, columns })?.transformations).toEqual(transformations)
  })

  it('makes overrides of styles, and defaults of the one for all', () => {
    const panel = read({
      styles: [
        { pattern: 'Time', type: 'date', dateFormat: 'YYYY-MM-DD', alias: 'When', align: 'auto' },
        { pattern: '/instance|job/', type: 'hidden' },
        {
          pattern: 'Value #A',
          type: 'number',
          unit: 'bytes',
          decimals: 0,
          colorMode: 'row',
          colors: ['green', 'orange', 'red'],
          thresholds: ['0.5', '0.9'],
          link: true,
          linkUrl: '/d/x?var-node=$__cell_1&v=${__cell}',
          linkTooltip: 'to $__cell',
          align: 'right',
        },
        { pattern: 'State', type: 'string', mappingType: 1, valueMaps: [{ value: '1', text: 'up' }] },
        { pattern: '/.*/', type: 'number', unit: 'short', decimals: 2, thresholds: [] },
      ],
    })
    expect(panel?.type).toBe('table')
    expect(panel?.fieldConfig).toEqual({
      defaults: { unit: 'short', decimals: 2 },
      overrides: [
        {
          matcher: { id: 'byName', options: 'Time' },
          properties: [
            { id: 'displayName', value: 'When' },
            { id: 'unit', value: 'time:YYYY-MM-DD' },
          ],
        },
        {
          matcher: { id: 'byRegexp', options: '/instance|job/' },
          properties: [{ id: 'custom.hidden', value: true }],
        },
        {
          matcher: { id: 'byName', options: 'Value #A' },
          properties: [
            { id: 'unit', value: 'bytes' },
            { id: 'decimals', value: 0 },
            {
              id: 'links',
              value: [
                {
                  title: 'to ${__value.text}',
                  url: '/d/x?var-node=${__data.fields[1]}&v=${__value.text}',
                  targetBlank: false,
                },
              ],
            },
            {
              id: 'thresholds',
              value: {
                mode: 'absolute',
                steps: [
                  { value: null, color: 'green' },
                  { value: 0.5, color: 'orange' },
                  { value: 0.9, color: 'red' },
                ],
              },
            },
            { id: 'custom.cellOptions', value: { type: 'color-background' } },
            { id: 'custom.align', value: 'right' },
          ],
        },
        {
          matcher: { id: 'byName', options: 'State' },
          properties: [{ id: 'mappings', value: [{ type: 'value', options: { 1: { text: 'up' } } }] }],
        },
      ],
    })
  })

  it('is told from one of today by its styles', () => {
    const today = {
      id: 1,
      type: 'table',
      options: { showHeader: false },
      fieldConfig: { defaults: { custom: { displayMode: 'lcd-gauge' } } },
    }
    const panel = readDashboard({ schemaVersion: 30, panels: [today] }).dashboard.panels[0]
    expect(panel?.options).toEqual({ showHeader: false })
    expect(panel?.fieldConfig.defaults.custom).toEqual({ cellOptions: { type: 'gauge', mode: 'lcd' } })
    expect(read({ type: 'table-old' }, 30)?.type).toBe('table')
  })
})
