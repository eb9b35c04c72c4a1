import { describe, expect, it } from 'vitest'
import { compileNoProxy } from './no-proxy.ts'
import { createProxyChoice, readProxyEnvironment } from './proxy.ts'

const NOTHING = { proxyUrl: undefined, noProxy: '', proxyFromEnvironment: false, proxyConnectHeaders: {} }

function direct(list: string, ...urls: string[]): boolean[] {
  const decide = compileNoProxy(list)
  return urls.map(url => decide(new URL(url)))
}

describe('no_proxy', () => {
  it('covers a domain with its subdomains, or only those', () => {
    expect(
      direct('example.com', 'http://example.com', 'http://a.example.com', 'http://badexample.com'),
    ).toEqual([true, true, false])
    expect(direct('.example.com', 'http://example.com', 'http://a.example.com')).toEqual([false, true])
    expect(direct('*.example.com', 'http://example.com', 'http://a.example.com')).toEqual([false, true])
  })

  it('covers addresses, networks and single ports', () => {
    expect(
      direct('10.0.0.0/8, 192.168.1.7', 'http://10.9.8.7', 'http://11.0.0.1', 'http://192.168.1.7:9100'),
    ).toEqual([true, false, true])
    expect(direct('fd00::/8', 'http://[fd12::1]:9100', 'http://[fe80::1]')).toEqual([true, false])
    expect(direct('node:9100,web:443', 'http://node:9100', 'http://node', 'https://web')).toEqual([
      true,
      false,
      true,
    ])
  })

  it('covers everything with a star, and the own machine always', () => {
    expect(direct('*', 'http://anything.example')).toEqual([true])
    expect(direct('x', 'http://localhost:9100', 'http://127.0.0.9', 'http://[::1]:1')).toEqual([
      true,
      true,
      true,
    ])
  })

  it('takes nonsense for nothing', () => {
    expect(direct('10.0.0.0/99, ,/8', 'http://10.0.0.1')).toEqual([false])
  })
})

describe('the way out', () => {
  const remote = new URL('https://remote.example/')

  it('is proxy_url for everything, unless no_proxy is given', () => {
    const everything = createProxyChoice(
      { ...NOTHING, proxyUrl: 'http://proxy:3128' },
      { httpProxy: '', httpsProxy: '', noProxy: '*' },
    )
    expect(everything(remote)).toBe('http://proxy:3128')
    expect(everything(new URL('http://localhost:9100'))).toBe('http://proxy:3128')
    const some = createProxyChoice(
      { ...NOTHING, proxyUrl: 'http://proxy:3128', noProxy: 'inside.example' },
      { httpProxy: '', httpsProxy: '', noProxy: '' },
    )
    expect(some(remote)).toBe('http://proxy:3128')
    expect(some(new URL('http://a.inside.example'))).toBeUndefined()
    expect(some(new URL('http://localhost:9100'))).toBeUndefined()
  })

  it('is what the environment says, by scheme', () => {
    const choose = createProxyChoice(
      { ...NOTHING, proxyFromEnvironment: true },
      { httpProxy: 'plain:3128', httpsProxy: 'http://secure:3128', noProxy: 'inside.example' },
    )
    expect(choose(remote)).toBe('http://secure:3128')
    expect(choose(new URL('http://remote.example'))).toBe('http://plain:3128')
    expect(choose(new URL('http://inside.example'))).toBeUndefined()
  })

  it('is read from the environment, in capital or in small letters', () => {
    expect(readProxyEnvironment({ HTTP_PROXY: 'a', https_proxy: 'b', NO_PROXY: 'c', no_proxy: 'd' })).toEqual(
      {
        httpProxy: 'a',
        httpsProxy: 'b',
        noProxy: 'c',
      },
    )
  })

  it('is direct where nothing is said', () => {
    expect(
      createProxyChoice(NOTHING, { httpProxy: 'x:1', httpsProxy: 'x:1', noProxy: '' })(remote),
    ).toBeUndefined()
  })
})
