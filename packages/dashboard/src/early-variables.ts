/**
 * Variables whose values are known before anything was asked. `All` that is written as `.*` in queries is `.*` whatever there is to choose from, so
 * panels need not wait for lists that nobody has opened yet.
 */
import type { Dashboard, Panel, Variable } from './dashboard.ts'
import type { Scope, ScopedValue } from './scope.ts'
import type { Choice } from './variable-choices.ts'
import { choicesOf, chosenOf } from './variable-options.ts'
import { orderOf } from './variable-order.ts'

export interface EarlyVariable {
  readonly variable: Variable
  /** None yet where they have to be asked for. */
  readonly choices: readonly Choice[]
  readonly value: ScopedValue
}

/** All of the dashboard's variables, or undefined where one has to be asked for. `wanted` is what the page's address says. */
export function earlyVariables(
  { templating: { list }, panels }: Dashboard,
  empty: Scope,
  wanted: ReadonlyMap<string, readonly string[]>,
): readonly EarlyVariable[] | undefined {
  const { levels, cycles } = orderOf(list)
  if (cycles.length > 0) return undefined
  const repeated = repeatedBy(panels)
  const early = new Map<Variable, EarlyVariable>()
  let scope = empty
  for (const variable of levels.flat()) {
    const { choices } = choicesOf(variable, scope)
    const value = chosenOf(variable, choices, scope, { wanted: wanted.get(variable.name) })
    const isAsked = variable.type === 'query'
    if (isAsked && (value.all !== true || value.allValue === undefined || repeated.has(variable.name))) {
      return undefined
    }
    early.set(variable, { variable, choices, value })
    scope = { ...scope, variables: { ...scope.variables, [variable.name]: value } }
  }
  return list.flatMap(variable => early.get(variable) ?? [])
}

/** There is a panel for each of their values. */
function repeatedBy(panels: readonly Panel[]): Set<string> {
  const all = panels.flatMap(panel => [panel, ...(panel.panels ?? [])])
  return new Set(all.flatMap(({ repeat }) => (typeof repeat === 'string' ? [repeat] : [])))
}
