import { describe, expect, it } from 'vitest'
import { hrefOf } from './links.ts'

describe('where a link may lead', () => {
  it.each([
    ['/d/abc/shop?var-job=api', '/dashboards/abc?var-job=api'],
    ['https://example.com/x', 'https://example.com/x'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
    ['/explore?q=up', '/explore?q=up'],
    ['?var-job=api', '?var-job=api'],
    ['dashboards/x', '/dashboards/x'],
  ])('%s leads to %s', (url, href) => expect(hrefOf(url)).toBe(href))

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '',
  ])('%s leads nowhere', url => expect(hrefOf(url)).toBeUndefined())
})
