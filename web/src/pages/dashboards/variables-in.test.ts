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
  expect(variablesIn({ links: [{ url: '/x?${__all_variables}' }] }, scope)).toEqual(scope.variables)
})

it('does not depend on what there is to choose from where All has a text of its own', () => {
  const having = (value: readonly string[]) => ({
    ...SCOPE,
    variables: { job: { text: 'All', value, all: true, allValue: '.*', multi: true } },
  })
  const isSame = (expr: string): boolean =>
    JSON.stringify(variablesIn(expr, having([]))) === JSON.stringify(variablesIn(expr, having(['a'])))
  expect(
    ['up{job=~"$job"}', 'up{job=~"${job:regex}"}', 'up{job=~"${job:queryparam}"}', '${job.value}'].map(
      isSame,
    ),
  ).toEqual([true, true, false, false])
})
