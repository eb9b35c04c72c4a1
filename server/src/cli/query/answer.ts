/** What the server answers to a query: Prometheus's JSON. */
import { VedetteError } from '../../errors.ts'
import { noAnswer, parse } from '../admin-client.ts'
import type { ServerAddress } from '../server-address.ts'

export type Point = readonly [seconds: number, value: string]
export type HistogramPoint = readonly [
  seconds: number,
  histogram: { readonly count: string; readonly sum: string; readonly buckets?: readonly unknown[] },
]

export interface AnsweredSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: Point
  readonly histogram?: HistogramPoint
  readonly values?: readonly Point[]
  readonly histograms?: readonly HistogramPoint[]
}

export type AnswerData =
  | { readonly resultType: 'vector' | 'matrix'; readonly result: readonly AnsweredSeries[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Point }

export interface Answer {
  readonly data: AnswerData & { readonly stats?: unknown }
  readonly warnings?: readonly string[]
  readonly infos?: readonly string[]
}

/** Rejects in the server's own words when it refuses. */
export async function ask(
  server: ServerAddress,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    redirect: 'error',
    headers: server.token === undefined ? {} : { authorization: `Bearer ${server.token}` },
    body: new URLSearchParams(params),
  }).catch(error => {
    throw noAnswer(server.url, error)
  })
  const body = parse(server.url, await response.text()) as Partial<Answer> & {
    error?: unknown
    message?: unknown
  }
  if (!response.ok || body.data === undefined) {
    const words = [body.error, body.message].find(each => typeof each === 'string')
    throw new VedetteError(
      'bad-request',
      String(words ?? `${server.url} answered with status ${response.status}`),
    )
  }
  return body as Answer
}
