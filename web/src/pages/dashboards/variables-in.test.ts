import { expect, it } from 'vitest'
import { SCOPE } from './testing/fields.ts'
import { variablesIn } from './variables-in.ts'

it('finds what a panel depends on, also by way of what All stands for', () => {
  const variable = (value: string, more: object = {}) => ({ text: value, value, ...more })
  const scope = {
    ...SCOPE,
    variables: {
      job: variable('a', { allValue: '$team.*' }),
      team: variable('b'),
      other: variable('c'),
    },
  }
  expect(Object.keys(variablesIn({ targets: [{ expr: 'up{job=~"$job"}[$__interval]' }] }, scope))).toEqual([
    'job',
    'team',
  ])
  expect(variablesIn(['$constructor'], scope)).toEqual({})
})
