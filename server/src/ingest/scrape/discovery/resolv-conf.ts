/** The search list of `/etc/resolv.conf`, which node's resolver leaves to its caller. */
import { readFile } from 'node:fs/promises'

export interface SearchList {
  readonly domains: readonly string[]
  /** A name with at least so many dots is tried as it is before the domains are. */
  readonly minDots: number
}

export const NO_SEARCH: SearchList = { domains: [], minDots: 1 }

export async function readSearchList(path = '/etc/resolv.conf'): Promise<SearchList> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return parseSearchList(text)
}

export function parseSearchList(text: string): SearchList {
  let domains: string[] = []
  let minDots = 1
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/)
    if (keyword === 'domain' || keyword === 'search') domains = values.map(value => value.replace(/\.$/, ''))
    if (keyword !== 'options') continue
    for (const value of values) {
      const dots = /^ndots:(\d+)$/.exec(value)
      if (dots !== null) minDots = Math.min(15, Number(dots[1]))
    }
  }
  return { domains: domains.filter(domain => domain !== ''), minDots }
}

/** The full names to ask for, in order. A name that ends in a dot is full already. */
export function candidates(name: string, list: SearchList): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const extended = list.domains.map(domain => `${name}.${domain}`)
  const dots = name.split('.').length - 1
  return dots >= list.minDots ? [name, ...extended] : [...extended, name]
}
