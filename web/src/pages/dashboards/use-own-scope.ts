/** What variables stand for, as one panel needs it: the same object until something changes that the panel speaks of. */
import type { Panel, Scope } from '@vedette/dashboard'
import { useMemo } from 'react'
import { variablesIn } from './variables-in.ts'

/** The range in it is that of when it was made: panels resolve it anew each time they ask. */
export function useOwnScope(panel: Panel, scope: Scope): Scope {
  const key = useMemo(() => keyOf(panel, scope), [panel, scope])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters of the scope.
  return useMemo(() => scope, [key])
}

function keyOf(panel: Panel, scope: Scope): string {
  const { variables: _, range, urlRange = range, ...rest } = scope
  return JSON.stringify([variablesIn(panel, scope), urlRange, rest])
}
