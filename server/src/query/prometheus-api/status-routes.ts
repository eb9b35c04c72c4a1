/** About the process itself: `/status/...`. */
import type { TsdbStatus } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import type { PrometheusApiOptions } from './options.ts'
import { badRequest, paramsOf } from './params.ts'
import { success } from './reply.ts'

const DEFAULT_LIMIT = 10
const MOST = 10_000

export function statusRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { store, projectOf, status } = options
  app.get('/status/config', async () => success({ yaml: status.configYaml() }))
  app.get('/status/flags', async () => success(status.flags()))
  app.get('/status/settings', async () => success(status.settings()))
  app.get('/status/runtimeinfo', async () => success(status.runtime()))
  app.get('/status/buildinfo', async () => success(status.build))
  app.get('/status/walreplay', { config: { needsReady: false } }, async () => success(status.replay()))
  app.get('/status/tsdb', async request => {
    const text = paramsOf(request).first('limit')
    const limit = text === undefined ? DEFAULT_LIMIT : Number(text)
    if (!Number.isInteger(limit) || limit < 1) throw badRequest('limit must be a positive number')
    if (limit > MOST) throw badRequest(`limit must not exceed ${MOST}`)
    const report = store.cardinality(projectOf(request), limit)
    const tsdb: TsdbStatus = {
      headStats: {
        numSeries: report.activeSeries,
        numLabelPairs: report.labelPairs,
        chunkCount: 0,
        minTime: report.oldestMs ?? 0,
        maxTime: report.newestMs ?? 0,
      },
      seriesCountByMetricName: report.seriesByMetric,
      labelValueCountByLabelName: report.valuesByLabel,
      memoryInBytesByLabelName: report.memoryByLabel,
      seriesCountByLabelValuePair: report.seriesByLabelPair,
    }
    return success(tsdb)
  })
}
