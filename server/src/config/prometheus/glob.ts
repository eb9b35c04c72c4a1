/** File patterns as Prometheus allows them in a configuration: the last part of the path may hold `*`, `?` and `[a-z]`. */
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The files that match, sorted; a path without a pattern is itself, if it exists. */
export function filesMatching(pattern: string): string[] {
  const folder = dirname(pattern)
  const name = basename(pattern)
  if (!/[*?[]/.test(name)) return exists(pattern) ? [pattern] : []
  const expression = expressionOf(name)
  if (expression === undefined) return []
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .filter(each => expression.test(each))
    .sort()
    .map(each => join(folder, each))
}

/** undefined for a pattern that can't match anything, such as an open bracket. */
function expressionOf(name: string): RegExp | undefined {
  const source = name.replace(/\[\^?[^\]]+\]|[*?]|[\\^$.|+(){}[\]]/g, part => {
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return part.length > 1 ? part.replaceAll('\\', '\\\\') : `\\${part}`
  })
  try {
    return new RegExp(`^${source}$`, 's')
  } catch {
    return undefined
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
