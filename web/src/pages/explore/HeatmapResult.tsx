/** How observations spread over time: a heatmap for each query that answers with a histogram. */
import { useMemo } from 'react'
import { CrosshairSelect } from '../../chart/CrosshairSelect.tsx'
import { useSharedCrosshair } from '../../chart/crosshair-choice.ts'
import { Heatmap } from '../../chart/Heatmap.tsx'
import { unitOfBounds, unitOfQuery } from '../../promql/query-unit.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { EmptyState } from '../../ui/states.tsx'
import { heatmapOf } from './heatmap-of.ts'
import { plotHeight } from './plot-height.ts'
import type { RangeAsked } from './useAnswers.ts'
import './HeatmapResult.css'

export function HeatmapResult({ asked }: { readonly asked: readonly RangeAsked[] }) {
  const answered = asked.filter(({ answer }) => answer !== undefined)
  const several = answered.length > 1
  return (
    <div className="heatmap-result">
      {several ? <CrosshairSelect /> : null}
      {answered.map(each => (
        <One key={each.row.id} asked={each} titled={several} />
      ))}
    </div>
  )
}

function One({ asked, titled }: { readonly asked: RangeAsked; readonly titled: boolean }) {
  const { row, letter, stale } = asked
  const answer = asked.answer!
  const { zone } = useTimeRange()
  const crosshair = useSharedCrosshair('explore')
  const grid = useMemo(() => heatmapOf(answer.data.result, answer), [answer])
  const isRate = unitOfQuery(row.ran) === 'cps' || /\brate\b/.test(row.ran)
  return (
    <section
      aria-label={`Heatmap of query ${letter}`}
      className={stale ? 'panel heatmap-result-one heatmap-result-stale' : 'panel heatmap-result-one'}
    >
      {titled ? (
        <h3 className="cut" title={row.ran}>
          {letter}: <code>{row.ran}</code>
        </h3>
      ) : null}
      {grid === undefined ? (
        <EmptyState title={`Query ${letter} answers with no histogram`}>
          A heatmap needs buckets, such as <code>sum by (le) (rate(x_bucket[5m]))</code> gives them, or a
          native histogram.
        </EmptyState>
      ) : (
        <Heatmap
          name={`Heatmap of ${row.ran}`}
          grid={grid}
          fromMs={answer.fromMs}
          toMs={answer.toMs}
          unit={unitOfBounds(row.ran)}
          countUnit={isRate ? 'cps' : 'short'}
          height={plotHeight()}
          zone={zone === 'utc' ? 'UTC' : 'local'}
          crosshair={crosshair}
        />
      )}
    </section>
  )
}
