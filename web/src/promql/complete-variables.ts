/** Variables as completion offers them: where a `$` was typed, and where a window of time is due. */
import type { CompleteStrategy } from '@prometheus-io/codemirror-promql'

// As PromQL's completion has them.
type CompletionContext = Pick<Parameters<CompleteStrategy['promQL']>[0], 'pos' | 'state'>
type CompletionResult = NonNullable<Awaited<ReturnType<CompleteStrategy['promQL']>>>
type Completion = CompletionResult['options'][number]

/** `$name`, and what it says of itself. */
export type OfferedVariable = readonly [name: string, says: string]

/** Undefined where no variable is meant, and PromQL's own completion speaks. */
export function completeVariables(
  context: CompletionContext,
  variables: readonly OfferedVariable[],
): CompletionResult | undefined {
  const before = context.state.sliceDoc(0, context.pos)
  const typed = /\$\{?\w*$/.exec(before)?.[0]
  if (typed !== undefined) {
    const braced = typed.startsWith('${')
    const closed = context.state.sliceDoc(context.pos, context.pos + 1) === '}'
    return {
      from: context.pos - typed.length,
      options: variables.map((variable, i) => option(variable, i, braced, closed)),
      validFor: /^\$\{?\w*$/,
    }
  }
  if (!/\[\s*$/.test(before)) return undefined
  // Behind an opened bracket a duration stands: of Grafana's own these three are ones.
  const windows = variables.filter(([name]) => /^\$__(rate_interval|interval|range)$/.test(name))
  return windows.length === 0
    ? undefined
    : { from: context.pos, options: windows.map((variable, i) => option(variable, i, false, false)) }
}

function option([name, says]: OfferedVariable, index: number, braced: boolean, closed: boolean): Completion {
  const label = braced ? `\${${name.slice(1)}${closed ? '' : '}'}` : name
  // In the order in which they are given, which is how often they are meant.
  return { label, detail: 'variable', info: says, type: 'variable', boost: -index }
}
