/** How values are distributed: the buckets of a histogram over the whole range, or how often the series had which value. */
import { useMemo } from 'react'
import { Histogram } from '../../chart/Histogram.tsx'
import { unitOfBounds, unitOfQuery } from '../../promql/query-unit.ts'
import { EmptyState } from '../../ui/states.tsx'
import { type Distribution, distributionOf } from './distribution-of.ts'
import { plotHeight } from './plot-height.ts'
import type { RangeAsked } from './useAnswers.ts'
import './HistogramResult.css'

export function HistogramResult({ asked }: { readonly asked: readonly RangeAsked[] }) {
  return (
    <div className="histogram-result">
      {asked
        .filter(({ row, answer }) => row.shown && answer !== undefined)
        .map(each => (
          <One key={each.row.id} asked={each} />
        ))}
    </div>
  )
}

function One({ asked }: { readonly asked: RangeAsked }) {
  const { row, letter, stale } = asked
  const answer = asked.answer!
  const distribution = useMemo(() => distributionOf(answer.data.result, answer), [answer])
  const isBuckets = distribution.of === 'buckets'
  return (
    <section
      aria-label={`Histogram of query ${letter}`}
      className={stale ? 'panel histogram-result-one histogram-result-stale' : 'panel histogram-result-one'}
    >
      <h3 className="cut" title={row.ran}>
        {letter}: <code>{row.ran}</code> <span className="quiet">{wordsOf(distribution)}</span>
      </h3>
      {distribution.bins.length === 0 ? (
        <EmptyState title={`Query ${letter} has no numbers in this time range`}>
          A histogram needs values other than <code>NaN</code> and infinity.
        </EmptyState>
      ) : (
        <Histogram
          name={`Histogram of ${row.ran}`}
          bins={distribution.bins}
          unit={isBuckets ? unitOfBounds(row.ran) : unitOfQuery(row.ran)}
          countUnit={isBuckets && /\brate\b/.test(row.ran) ? 'cps' : 'short'}
          height={plotHeight()}
        />
      )}
    </section>
  )
}

function wordsOf({ of, seriesCount, valueCount }: Distribution): string {
  if (of === 'buckets') return 'buckets, on average over the time range'
  return `${valueCount.toLocaleString('en')} values of ${seriesCount.toLocaleString('en')} series`
}
