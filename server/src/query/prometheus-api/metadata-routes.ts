/** Types, units and help: `/metadata`, and `/targets/metadata` as each target tells it. */
import type { MetadataByFamily, MetadataEntry, TargetMetadata } from '@vedette/api'
import { compileMatcher, type Matcher } from '@vedette/model'
import type { FastifyInstance } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import { type PrometheusApiOptions, scrapingFor } from './options.ts'
import { badRequest, invalidParameter, numberParam, paramsOf, selectorParam } from './params.ts'
import { success } from './reply.ts'

export function metadataRoutes(app: FastifyInstance, options: PrometheusApiOptions): void {
  const { store, projectOf } = options
  app.get('/metadata', async (request, reply) => {
    const params = paramsOf(request)
    const limit = numberParam(params, 'limit') ?? -1
    const perMetric = numberParam(params, 'limit_per_metric') ?? -1
    const entries = await store.metadata(projectOf(request), params.first('metric'), disconnectSignal(reply))
    // Without a prototype: a metric may be called `__proto__`.
    const families: Record<string, MetadataEntry[]> = Object.create(null)
    let count = 0
    for (const { family, type, help, unit } of entries) {
      let known = families[family]
      if (known === undefined) {
        if (limit >= 0 && count >= limit) continue
        count++
        known = families[family] = []
      }
      if (perMetric > 0 && known.length >= perMetric) continue
      if (!known.some(entry => entry.type === type && entry.help === help && entry.unit === unit))
        known.push({ type, help, unit })
    }
    return success<MetadataByFamily>(families)
  })

  app.get('/targets/metadata', async request => {
    const params = paramsOf(request)
    const limit = numberParam(params, 'limit') ?? -1
    const matchTarget = params.first('match_target')
    const matches =
      matchTarget === undefined
        ? () => true
        : matchesLabels(selectorParam(matchTarget, reason => invalidParameter('match_target', reason)))
    const metric = params.first('metric')
    const found: TargetMetadata[] = []
    for (const { labels, metadata } of scrapingFor(request, options).targetMetadata()) {
      if (limit >= 0 && found.length >= limit) break
      if (!matches(labels)) continue
      for (const entry of metadata) {
        const { type, help, unit } = entry
        if (metric === undefined) found.push({ target: labels, metric: entry.metric, type, help, unit })
        else if (metric === entry.metric) found.push({ target: labels, type, help, unit })
        if (found.length > MOST_ENTRIES) throw badRequest(TOO_MANY)
      }
    }
    return success(found)
  })
}

const MOST_ENTRIES = 1_000_000
const TOO_MANY = 'more than 1,000,000 entries; narrow them with match_target, metric or limit'

function matchesLabels(matchers: readonly Matcher[]): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = matchers.map(matcher => ({ name: matcher.name, test: compileMatcher(matcher) }))
  return labels => tests.every(({ name, test }) => test(Object.hasOwn(labels, name) ? labels[name]! : ''))
}
