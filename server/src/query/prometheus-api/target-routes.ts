/** What is scraped: `/targets`, with what relabelling did to each, and `/scrape_pools`. And what Vedette has nothing of yet, in the shapes that clients expect. */
import type { RelabelRuleShown, RelabelSteps, ScrapePools, TargetDiscovery } from '@vedette/api'
import { type Labels, labelsFrom, recordOf } from '@vedette/model'
import type { RelabelRule } from '@vedette/model/relabel'
import type { FastifyInstance } from 'fastify'
import { type PrometheusApiOptions, scrapingFor } from './options.ts'
import { badRequest, invalidParameter, paramsOf, strictParamsOf } from './params.ts'
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

  app.get('/targets/relabel_steps', async request => {
    const params = strictParamsOf(request)
    const pool = params.first('scrapePool') ?? ''
    if (pool === '') throw badRequest('no scrapePool parameter provided')
    const discovered = labelsParam(params.first('labels') ?? '')
    const steps = scrapingFor(request, options).relabelSteps(pool, discovered)
    if (steps === undefined) throw badRequest(`no scrape pool ${JSON.stringify(pool)}`)
    return success<RelabelSteps>({
      steps: steps.map(({ rule, labels, kept }) => ({
        rule: ruleShown(rule),
        output: kept ? recordOf(labels) : {},
        keep: kept,
      })),
    })
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

/** A JSON object of names and values, as `/targets` tells discovered labels. */
function labelsParam(text: string): Labels {
  if (text === '') throw badRequest('no labels parameter provided')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw invalidParameter('labels', (error as Error).message)
  }
  const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  if (!isRecord || !Object.values(parsed as object).every(value => typeof value === 'string'))
    throw invalidParameter('labels', 'expected a JSON object whose values are text')
  return labelsFrom(Object.entries(parsed as Record<string, string>))
}

function ruleShown(rule: RelabelRule): RelabelRuleShown {
  const { sourceLabels, separator, regex, modulus, targetLabel, replacement, action } = rule
  return {
    ...(sourceLabels.length === 0 ? {} : { source_labels: sourceLabels }),
    separator,
    regex,
    ...(modulus === 0 ? {} : { modulus }),
    ...(targetLabel === '' ? {} : { target_label: targetLabel }),
    replacement,
    action,
  }
}
