import { expect, it } from 'vitest'
import { placeParts } from './place-name.ts'

it('says where one is, whatever stands in the address', () => {
  expect(placeParts('/')).toEqual(['Home'])
  expect(placeParts('/services/a%2Fb')).toEqual(['Services', 'a/b'])
  expect(placeParts('/services/100%')).toEqual(['Services', '100%'])
  expect(placeParts('/dashboards/x7', 'Golden signals')).toEqual(['Dashboards', 'Golden signals'])
  expect(placeParts('/nowhere/at/all')).toEqual(['Not found'])
})
