import { describe, expect, it } from 'vitest'
import { dashboardLink, hrefOf, linkOf, valueLinks } from './links.ts'
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
    ['java\nscript:alert(1)', undefined],
    ['\u0001 javascript:alert(1)', undefined],
    ['vbscript:x', undefined],
    ['blob:https://example.org/x', undefined],
    ['/\t/elsewhere.org', undefined],
    ['\\\\elsewhere.org', undefined],
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

it('finds the number and the text of other columns, also under their shown names', () => {
  const title = '${__data.fields.seconds} ${__data.fields.seconds.text} ${__data.fields[1].numeric}'
  const url =
    '/d/x?a=${__data.fields["How long"].numeric}&b=${__data.fields.code.numeric}&c=${__data.fields.none.text}'
  const data = dataWith([
    texts('code', ['500', 'x']),
    numbers('seconds', [90, 0.25], { unit: 's', displayName: 'How long' }),
    numbers('value', [1, 2], { links: [{ title, url }] }),
  ])
  const [link] = valueLinks(data.frames[0]!.fields[2]!, 1, 2, data, SCOPE)
  const shown = data.frames[0]!.fields[1]!.show(0.25).text
  expect(shown).toContain('250')
  expect(link).toMatchObject({
    title: `${shown} ${shown} 0.25`,
    href: '/dashboards/x?a=0.25&b=&c=${__data.fields.none.text}',
  })
})

describe('what is put into a link', () => {
  const scopeOf = (value: string) => ({ ...SCOPE, variables: { to: { text: value, value } } })
  const hrefWith = (url: string, value: string) =>
    linkOf({ title: 'There', url }, scopeOf(value)).map(({ href }) => href)

  it('may be a whole address, of which only what no address may hold is encoded', () => {
    expect(hrefWith('$to', 'https://example.org/a b?q=x&r=(1)')).toEqual([
      'https://example.org/a%20b?q=x&r=%281%29',
    ])
    expect(hrefWith('/explore?q=${to:percentencode}', 'a&b')).toEqual(['/explore?q=a%26b'])
    expect(hrefWith('/explore?q=${to:queryparam}', 'a&b')).toEqual(['/explore?q=var-to=a%26b'])
  })

  it('leads nowhere where it is a script', () => {
    for (const value of [
      'javascript:alert(1)',
      ' JAVAscript:alert(1)',
      'java\tscript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      '//elsewhere.org',
    ]) {
      for (const url of ['$to', '${to:raw}', ' ${to:text}'])
        for (const href of hrefWith(url, value)) expect(href).toMatch(/^\/[^/]/)
      const links = [{ title: 'x', url: '${__value.raw:raw}' }]
      const data = dataWith([texts('where', [value]), numbers('n', [1])])
      const field = { ...data.frames[0]!.fields[0]!, config: { links } }
      for (const { href } of valueLinks(field, 0, value, data, SCOPE)) expect(href).toMatch(/^\/[^/]/)
      const own = { type: 'link', title: 'x', url: '$to' } as const
      for (const { href } of dashboardLink(own, scopeOf(value))) expect(href).toMatch(/^\/[^/]/)
    }
  })
})
