/** What is scraped: `/targets`, `/scrape_pools`. And what Vedette has nothing of yet, in the shapes that clients expect. */
import type { ScrapePools, TargetDiscovery } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import { type PrometheusApiOptions, scrapingFor } from './options.ts'
import { invalidParameter, paramsOf } from './params.ts'
import { success } from './reply.ts'

export function targetRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  app.get('/targets', async request => {
    const params = paramsOf(request)
    const state = params.first('state')?.toLowerCase() ?? 'any'
    const pool = params.first('scrapePool')
    const { activeTargets, droppedTargets, droppedTargetCounts } = scrapingFor(request, options).targets()
    const inPool = (target: { scrapePool: string }) => pool === undefined || target.scrapePool === pool
    const active = state === 'any' || state === 'active'
    const dropped = state === 'any' || state === 'dropped'
    const discovery: TargetDiscovery = {
      activeTargets: active ? activeTargets.filter(inPool) : [],
      droppedTargets: dropped ? droppedTargets.filter(inPool) : [],
      droppedTargetCounts: dropped ? droppedTargetCounts : {},
    }
    return success(discovery)
  })

  app.get('/scrape_pools', async request =>
    success<ScrapePools>({ scrapePools: [...scrapingFor(request, options).pools()].sort() }),
  )

  app.get('/alertmanagers', async () => success({ activeAlertmanagers: [], droppedAlertmanagers: [] }))
  app.get('/notifications', async () => success([]))
  app.get('/alerts', async () => success({ alerts: [] }))
  app.get('/rules', async request => {
    const type = paramsOf(request).first('type')?.toLowerCase()
    if (type !== undefined && type !== 'alert' && type !== 'record')
      throw invalidParameter('type', `not supported value ${JSON.stringify(type)}`)
    return success({ groups: [] })
  })
}
