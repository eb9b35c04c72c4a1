/** What a reload finds changed: some settings take effect at once, the others wait for the next start. */
import type { ParsedSettings } from './schema.ts'
import { ANY_NAME, SETTINGS } from './schema-walk.ts'
import { sameSettings } from './secret.ts'

export interface Changes {
  readonly takingEffect: readonly string[]
  readonly needingRestart: readonly string[]
}

export function changesBetween(before: ParsedSettings, after: ParsedSettings): Changes {
  const takingEffect: string[] = []
  const needingRestart: string[] = []
  for (const { path, about } of SETTINGS) {
    for (const concrete of spelledOut(path, [before, after])) {
      if (sameSettings(valueAt(before, concrete), valueAt(after, concrete))) continue
      const list = about.reload ? takingEffect : needingRestart
      list.push(concrete.join('.'))
    }
  }
  return { takingEffect, needingRestart }
}

/** A path with every name that either configuration has for `<name>`. */
function spelledOut(path: readonly string[], trees: readonly unknown[]): (readonly string[])[] {
  const at = path.indexOf(ANY_NAME)
  if (at < 0) return [path]
  const names = new Set(trees.flatMap(tree => Object.keys(valueAt(tree, path.slice(0, at)) ?? {})))
  return [...names].map(name => path.with(at, name))
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], tree)
}
