import { expect, it } from 'vitest'
import type { Panel, Variable } from './dashboard.ts'
import { earlyVariables } from './early-variables.ts'
import { readDashboard } from './read-dashboard.ts'
import { scopeOf } from './testing/scope-of.ts'

const SERVICE: Variable = {
  name: 'service',
  type: 'query',
  query: 'label_values(up, service)',
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'] },
}
const SIZE: Variable = {
  name: 'size',
  type: 'custom',
  query: 'small,large',
  current: { text: 'large', value: 'large' },
}

function early(
  list: readonly Variable[],
  wanted: Record<string, string[]> = {},
  panels: readonly Partial<Panel>[] = [],
) {
  const { dashboard } = readDashboard({ title: 'd', schemaVersion: 39, templating: { list }, panels })
  return earlyVariables(dashboard, scopeOf({}), new Map(Object.entries(wanted)))?.map(
    ({ variable, value }) => `${variable.name}=${value.all ? value.allValue : value.value}`,
  )
}

it('knows what stands in the dashboard, and All where queries have a text for it', () => {
  expect(early([SERVICE, SIZE])).toEqual(['service=.*', 'size=large'])
  expect(early([SERVICE, SIZE], { service: ['All'], size: ['small'] })).toEqual(['service=.*', 'size=small'])
  expect(early([])).toEqual([])
})

it('knows those that depend on one that is known', () => {
  const pod: Variable = { ...SERVICE, name: 'pod', query: 'label_values(up{service=~"$service"}, pod)' }
  expect(early([pod, SERVICE])).toEqual(['pod=.*', 'service=.*'])
})

it.each<[string, Parameters<typeof early>]>([
  ['one of its values is chosen', [[SERVICE], { service: ['a'] }]],
  ['All is all of its values', [[{ ...SERVICE, allValue: null }]]],
  ['nothing was saved', [[{ ...SERVICE, current: {}, includeAll: false }]]],
  ['a panel is repeated by it', [[SERVICE], {}, [{ id: 1, type: 'stat', title: 's', repeat: 'service' }]]],
  [
    'a panel in a closed row is repeated by it',
    [
      [SERVICE],
      {},
      [
        {
          id: 1,
          type: 'row',
          collapsed: true,
          panels: [{ id: 2, type: 'stat', repeat: 'service' } as Panel],
        },
      ],
    ],
  ],
  ['it depends on itself', [[{ ...SERVICE, query: 'label_values(up{a="$service"}, b)' }]]],
])('has to ask where %s', (_, [list, wanted, panels]) => {
  expect(early(list, wanted, panels)).toBeUndefined()
})
