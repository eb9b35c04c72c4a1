/**
 * Selectors under `histogram_count`, `histogram_sum` and `histogram_avg` need of each histogram its count and sum, not its buckets. Prometheus
 * leaves the buckets out while it reads, and as resets then couldn't be seen any more, finds them while it reads and says so in the histograms'
 * hints. That shows in warnings about hints, so it is done here, too.
 */
import type { NativeHistogram, ResetHint } from '@vedette/model'
import { detectReset } from '../histogram/index.ts'
import type { Samples, TimedHistogram } from '../source.ts'
import type { Expr, VectorSelector } from '../syntax/tree.ts'
import { childrenOf } from '../syntax/walk.ts'

const OF_COUNT_AND_SUM = new Set(['histogram_count', 'histogram_sum', 'histogram_avg'])
const OF_BUCKETS = new Set(['histogram_quantile', 'histogram_quantiles', 'histogram_fraction'])

export function statsOnlySelectors(query: Expr): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>()

  function visit(expr: Expr, wanted: boolean): void {
    if (expr.kind === 'vector') {
      if (wanted) found.add(expr)
      return
    }
    if (needsBuckets(expr)) return
    const wants = wanted || (expr.kind === 'call' && OF_COUNT_AND_SUM.has(expr.name))
    for (const child of childrenOf(expr)) visit(child, wants)
  }
  visit(query, false)
  return found
}

/** What stands in a subquery is looked at through its steps, which may miss a reset. */
function needsBuckets(expr: Expr): boolean {
  return (
    expr.kind === 'subquery' ||
    (expr.kind === 'call' && OF_BUCKETS.has(expr.name)) ||
    (expr.kind === 'binary' && (expr.op === '</' || expr.op === '>/'))
  )
}

/** Histograms before `sinceMs` are not looked at, so that of the first one after nothing is known. */
export function withoutBuckets(samples: Samples, sinceMs: number): Samples {
  if (samples.histograms.length === 0) return samples
  let before: NativeHistogram | undefined
  const histograms = samples.histograms.map((timed): TimedHistogram => {
    const { timeMs, histogram } = timed
    if (histogram === 'stale' || timeMs < sinceMs) return timed
    const stripped = statsOf(histogram, foundHint(histogram, before))
    before = histogram
    return { timeMs, histogram: stripped }
  })
  return { ...samples, histograms }
}

function foundHint(histogram: NativeHistogram, before: NativeHistogram | undefined): ResetHint {
  const { resetHint } = histogram
  if (resetHint !== 'unknown' || before === undefined) return resetHint
  return detectReset(before, histogram) ? 'reset' : 'no-reset'
}

const NO_COUNTS = new Float64Array(0)

/** The schema stays: exponential and custom buckets don't go together, whether looked at or not. */
function statsOf(histogram: NativeHistogram, resetHint: ResetHint): NativeHistogram {
  const { count, sum, integer, schema, customValues } = histogram
  return {
    integer,
    resetHint,
    schema,
    zeroThreshold: 0,
    zeroCount: 0,
    count,
    sum,
    positiveSpans: [],
    positiveCounts: NO_COUNTS,
    negativeSpans: [],
    negativeCounts: NO_COUNTS,
    customValues,
  }
}
