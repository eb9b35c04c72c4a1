/** `absent` and `absent_over_time`: 1 where nothing is there, under the labels that the selector asks for. */
import { type Labels, labelsFrom, METRIC_NAME } from '@vedette/model'
import type { Expr } from '../../syntax/tree.ts'
import { ABSENT, ColumnBuilder } from '../../values/column.ts'
import { SeriesSet } from '../../values/series-set.ts'
import type { InstantFunction } from './instant-function.ts'

export const absent: InstantFunction = async call => {
  const { count } = call.context.grid
  const found = new Uint8Array(count)
  const stream = await call.vector(0)
  return {
    series: new SeriesSet([labelsAskedFor(call.call.args[0]!)]),
    async each(visit) {
      await stream.each((_, { kinds }) => {
        if (kinds === undefined) found.fill(1)
        else for (let step = 0; step < count; step++) if (kinds[step] !== ABSENT) found[step] = 1
      })
      const builder = new ColumnBuilder(count)
      builder.reset()
      for (let step = 0; step < count; step++) if (found[step] === 0) builder.setFloat(step, 1)
      if (builder.present > 0) visit(0, builder.column())
    },
  }
}

/** A label that is asked for twice is in none of the answers. */
function labelsAskedFor(expr: Expr): Labels {
  if (expr.kind === 'parens') return labelsAskedFor(expr.expr)
  const selector = expr.kind === 'matrix' ? expr.selector : expr
  if (selector.kind !== 'vector') return []
  const seen = new Set<string>()
  const asked = new Map<string, string>()
  for (const { name, kind, value } of selector.matchers) {
    if (name === METRIC_NAME) continue
    if (kind === '=' && !seen.has(name)) {
      asked.set(name, value)
      seen.add(name)
    } else asked.delete(name)
  }
  return labelsFrom(asked)
}
