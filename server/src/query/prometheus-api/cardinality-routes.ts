/** `/api/v1/cardinality/changes`: which metrics have more series than on an earlier day, and which labels more values. */
import type { CardinalityChanges } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import type { PrometheusApiOptions } from './options.ts'
import { invalidParameter, limitParam, strictParamsOf, timeParam } from './params.ts'
import { success } from './reply.ts'

const DAY_MS = 86_400_000
const DEFAULT_LIMIT = 100
const MOST = 10_000

export function cardinalityRoutes(
  app: FastifyInstance,
  { store, projectOf, nowMs }: PrometheusApiOptions,
): void {
  app.get('/cardinality/changes', async (request, reply) => {
    const params = strictParamsOf(request)
    const atMs = nowMs()
    const limit = Math.min(limitParam(params) || DEFAULT_LIMIT, MOST)
    const sinceMs = timeParam(params, 'since', atMs - DAY_MS)
    const today = dayOf(atMs)
    if (!(sinceMs < Date.parse(today)))
      throw invalidParameter('since', `expected a time on a day before today, which is ${today} in UTC`)
    const changes = await store.seriesChanges(
      projectOf(request),
      { sinceMs, atMs, limit },
      disconnectSignal(reply),
    )
    return success<CardinalityChanges>({ since: dayOf(sinceMs), today, ...changes })
  })
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/T.*/, '')
}
