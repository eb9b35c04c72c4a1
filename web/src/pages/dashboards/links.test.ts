import { describe, expect, it } from 'vitest'
import { dashboardLink, hrefOf, valueLinks } from './links.ts'
import { dataWith, numbers, SCOPE, texts } from './testing/fields.ts'

describe('an address of a link', () => {
  it.each([
    ['/d/abc/some-slug?var-x=1#y', '/dashboards/abc?var-x=1#y'],
    ['/explore?q=up', '/explore?q=up'],
    ['https://example.org/a', 'https://example.org/a'],
    ['dashboards/abc', '/dashboards/abc'],
    ['javascript:alert(1)', undefined],
    ['JavaScript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['//elsewhere.org', undefined],
    [' ', undefined],
  ])('%s', (url, expected) => expect(hrefOf(url)).toBe(expected))
})

it('takes the time range and the variables along', () => {
  const scope = {
    ...SCOPE,
    urlRange: { from: 'now-1h', to: 'now' },
    variables: { env: { text: 'a b', value: 'a b' } },
  }
  const link = { type: 'link', title: 'Next', url: '/d/next', keepTime: true, includeVars: true } as const
  expect(dashboardLink(link, scope)).toEqual([
    { title: 'Next', href: '/dashboards/next?from=now-1h&to=now&var-env=a%20b', isNewTab: false },
  ])
})

it('puts the value and its row into a link', () => {
  const links = [{ title: 'To ${__data.fields.route}', url: '/explore?q=${__value.raw}' }]
  const data = dataWith([texts('route', ['/a b']), numbers('value', [1.5], { links })])
  const field = data.frames[0]!.fields[1]!
  expect(valueLinks(field, 0, 1.5, data, SCOPE)).toEqual([
    { title: 'To /a b', href: '/explore?q=1.5', isNewTab: false },
  ])
})

it('puts columns into a link by their place and by any name', () => {
  const links = [
    { title: '${__data.fields[0]} ${__data.fields.length} ${__data.fields["a b"]}', url: '/explore' },
  ]
  const data = dataWith([texts('length', ['long']), texts('a b', ['c']), numbers('value', [1.5], { links })])
  const field = data.frames[0]!.fields[2]!
  expect(valueLinks(field, 0, 1.5, data, SCOPE).map(({ title }) => title)).toEqual(['long long c'])
})
