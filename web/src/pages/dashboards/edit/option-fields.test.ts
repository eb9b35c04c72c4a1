import { PANEL_SUPPORT, PANEL_TYPES } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { optionGroupsOf, overridable, PANEL_TITLES } from './option-fields.ts'

describe('the options of a panel', () => {
  it('are those that panels of its type show', () => {
    const unknown = PANEL_TYPES.flatMap(type => {
      const { options, custom = {} } = PANEL_SUPPORT[type]
      const covers = (supported: object, path: string): boolean =>
        Object.keys(supported).some(each => path === each || path.startsWith(`${each}.`))
      return optionGroupsOf(type)
        .flatMap(({ fields }) => fields)
        .filter(({ path }) => {
          if (path.startsWith('options.')) return !covers(options, path.slice('options.'.length))
          const at = 'fieldConfig.defaults.custom.'
          return path.startsWith(at) && !covers(custom, path.slice(at.length))
        })
        .map(({ path }) => `${type}: ${path}`)
    })
    expect(unknown).toEqual([])
  })

  it('stand once in each form, and every type has a title', () => {
    for (const type of PANEL_TYPES) {
      const paths = optionGroupsOf(type).flatMap(({ fields }) => fields.map(({ path }) => path))
      expect(new Set(paths).size).toBe(paths.length)
    }
    expect(PANEL_TITLES.map(([type]) => type).sort()).toEqual(
      PANEL_TYPES.filter(type => type !== 'row').sort(),
    )
  })

  it('take the colours that panels of the type have anyway', () => {
    const unset = (type: string) =>
      optionGroupsOf(type)
        .flatMap(({ fields }) => fields)
        .find(({ path }) => path.endsWith('.color.mode'))
    expect(unset('timeseries')).toMatchObject({ unset: 'palette-classic' })
    expect(unset('stat')).toMatchObject({ unset: 'thresholds' })
  })

  it('can be set for single fields by Grafana’s ids', () => {
    const ids = overridable('timeseries').map(([id]) => id)
    expect(ids).toEqual(
      expect.arrayContaining(['unit', 'decimals', 'custom.axisPlacement', 'custom.lineWidth']),
    )
    expect(ids).not.toContain('legend.placement')
    expect(optionGroupsOf('somebody-elses-panel')).toEqual([])
  })
})
