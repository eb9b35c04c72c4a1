/** Exemplars: of which series a query tells, and how they are written. */
import { type Matcher, recordOf } from '@vedette/model'
import { type Expr, expressionsIn } from '@vedette/promql'
import { VedetteError } from '../../errors.ts'
import type { QueryService } from '../promql/query-service.ts'
import { secondsText, valueText } from './number-text.ts'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest } from './params.ts'

type Found = Awaited<ReturnType<PrometheusApiOptions['store']['exemplars']>>

/** Every selector of the query. */
export function exemplarSelectors(
  query: string,
  queries: Pick<QueryService, 'parse'>,
): (readonly Matcher[])[] {
  return [...expressionsIn(parsed(query, queries))].flatMap(each =>
    each.kind === 'vector' ? [each.matchers] : [],
  )
}

function parsed(query: string, queries: Pick<QueryService, 'parse'>): Expr {
  try {
    return queries.parse(query)
  } catch (error) {
    throw withoutParameter(error)
  }
}

/** Here Prometheus does not say which parameter it is that can't be read. */
function withoutParameter(error: unknown): unknown {
  if (!(error instanceof VedetteError) || error.code !== 'bad-request') return error
  return badRequest(error.message.replace(/^invalid parameter "query": /, ''))
}

export function exemplarsText(found: Found): string {
  const series = found.series.map(({ labels, exemplars }) => {
    const texts = exemplars.map(
      exemplar =>
        `{"labels":${JSON.stringify(recordOf(exemplar.labels))},"value":"${valueText(exemplar.value)}","timestamp":${secondsText(exemplar.timeMs)}}`,
    )
    return `{"seriesLabels":${JSON.stringify(recordOf(labels))},"exemplars":[${texts.join(',')}]}`
  })
  return `[${series.join(',')}]`
}

export function exemplarWarnings({ cutAt }: Found): readonly string[] {
  if (cutAt === undefined) return []
  return [
    `there are more than ${cutAt} exemplars, of which the answer has the first ${cutAt}: ask for a shorter range or for fewer series`,
  ]
}
