/** How observations spread over time: one heatmap for each query that answers with a histogram. */
import { useMemo } from 'react'
import { EmptyState } from '../../ui/states.tsx'
import { heatmapOf } from './heatmap-of.ts'
import type { RangeAsked } from './useAnswers.ts'

export function HeatmapResult({ asked }: { readonly asked: readonly RangeAsked[] }) {
  const cells = useMemo(
    () =>
      asked.map(({ answer }) => (answer === undefined ? undefined : heatmapOf(answer.data.result, answer))),
    [asked],
  )
  return cells.every(each => each === undefined) ? (
    <EmptyState title="No histogram among the answers">
      Ask for buckets, such as <code>sum by (le) (rate(x_bucket[5m]))</code>, or for a native histogram.
    </EmptyState>
  ) : null
}
