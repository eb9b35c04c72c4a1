/** In which order variables are worked out: a variable whose query uses another comes after it. */
import type { Variable } from './dashboard.ts'
import { referencesIn } from './interpolate.ts'

export interface VariableOrder {
  /** Those of one level need only what is in the levels before, so that they may be asked for at the same time. */
  readonly levels: readonly (readonly Variable[])[]
  /** Names that need each other, each list closed: `a`, `b`, `a`. They stand in the last level, in the dashboard's order. */
  readonly cycles: readonly (readonly string[])[]
}

export function orderOf(variables: readonly Variable[]): VariableOrder {
  const byName = new Map<string, Variable>()
  // Of two that have one name the first counts, as in Grafana.
  for (const variable of variables) if (!byName.has(variable.name)) byName.set(variable.name, variable)
  const needs = new Map(
    Array.from(byName, ([name, variable]) => [name, namesIn(variable).filter(each => byName.has(each))]),
  )
  const levels: Variable[][] = []
  const placed = new Set<string>()
  for (;;) {
    const ready = [...byName.keys()].filter(
      name => !placed.has(name) && needs.get(name)!.every(each => placed.has(each)),
    )
    if (ready.length === 0) break
    for (const name of ready) placed.add(name)
    levels.push(ready.map(name => byName.get(name)!))
  }
  const rest = [...byName.keys()].filter(name => !placed.has(name))
  if (rest.length > 0) levels.push(rest.map(name => byName.get(name)!))
  return { levels, cycles: cyclesAmong(rest, needs) }
}

/** The names that a variable's own definition uses, whether or not there are such variables. */
export function namesIn(variable: Variable): string[] {
  const { query, regex, datasource } = variable
  const texts = [
    ...(variable.type === 'constant' || variable.type === 'textbox' ? [] : textsIn(query)),
    ...textsIn(regex),
    ...textsIn(datasource),
  ]
  return [...new Set(texts.flatMap(text => referencesIn(text).map(({ name }) => name)))]
}

/** What has to be worked out anew when one changes, in the order of the levels. */
export function dependentsOf(name: string, variables: readonly Variable[]): string[] {
  const changed = new Set([name])
  const found: string[] = []
  for (const level of orderOf(variables).levels)
    for (const variable of level)
      if (!changed.has(variable.name) && namesIn(variable).some(each => changed.has(each))) {
        changed.add(variable.name)
        found.push(variable.name)
      }
  return found
}

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > 5) return []
  return Object.values(value).flatMap(each => textsIn(each, depth + 1))
}

function cyclesAmong(names: readonly string[], needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const told = new Set<string>()
  for (const start of names) {
    if (told.has(start)) continue
    const path = wayBack(start, needs)
    if (path === undefined) continue
    cycles.push(path)
    for (const name of path) told.add(name)
  }
  return cycles
}

/** The shortest way from a name to itself; undefined if it only needs names that go round. */
function wayBack(start: string, needs: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const name of queue)
    for (const next of needs.get(name) ?? []) {
      if (next === start) {
        const path = [start]
        for (let at = name; at !== start; at = cameFrom.get(at)!) path.unshift(at)
        return [start, ...path]
      }
      if (cameFrom.has(next)) continue
      cameFrom.set(next, name)
      queue.push(next)
    }
  return undefined
}
