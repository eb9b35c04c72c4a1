import { expect, it } from 'vitest'
import { gaugeForm } from './gauge-form.ts'

it.each([
  [200, 160, 'whole'],
  [96, 96, 'whole'],
  [80, 66, 'ring'],
  [300, 50, 'ring'],
  [80, 30, 'beside'],
  [40, 200, 'beside'],
] as const)('a gauge of %d by %d is %s', (width, height, form) => {
  expect(gaugeForm(width, height)).toBe(form)
})
