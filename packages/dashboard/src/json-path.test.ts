import { expect, it } from 'vitest'
import { jsonAt, withJsonAt } from './json-path.ts'

const PANEL = { options: { legend: { calcs: ['mean'] } }, fieldConfig: { defaults: { unit: 's' } } }

it('reads what stands at a place, and nothing where there is none', () => {
  expect(jsonAt(PANEL, 'fieldConfig.defaults.unit')).toBe('s')
  expect(jsonAt(PANEL, 'fieldConfig.defaults.custom.lineWidth')).toBeUndefined()
  expect(jsonAt({ a: null }, 'a.b')).toBeUndefined()
})

it('sets in a copy that shares the rest', () => {
  const wider = withJsonAt(PANEL, 'fieldConfig.defaults.custom.lineWidth', 2)
  expect(wider.fieldConfig).toEqual({ defaults: { unit: 's', custom: { lineWidth: 2 } } })
  expect(wider.options).toBe(PANEL.options)
  expect(PANEL.fieldConfig.defaults).toEqual({ unit: 's' })
  expect(withJsonAt(PANEL, 'fieldConfig.defaults.unit', 's')).toBe(PANEL)
})

it('takes a key away', () => {
  expect(withJsonAt(PANEL, 'fieldConfig.defaults.unit', undefined).fieldConfig).toEqual({ defaults: {} })
})
