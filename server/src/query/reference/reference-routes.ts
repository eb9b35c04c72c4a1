/** `GET /api/v1/reference`. */
import { formatDurationMs, type Matcher, parseDurationMs } from '@vedette/model'
import { REFERENCE_STATUSES, type ReferenceStatus } from '@vedette/model/reference'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import {
  badRequest,
  invalidParameter,
  limitParam,
  type Params,
  selectorParam,
  strictParamsOf,
} from '../prometheus-api/params.ts'
import { answerReference, type ReferenceOptions } from './reference-answer.ts'

const WINDOW_MS = 3_600_000
/** More is a matter of reading from the disk, and of queries. */
const LONGEST_WINDOW_MS = 7 * 86_400_000
const LIMIT = 1000
const MOST_METRICS = 20_000

export interface ReferenceRoutesOptions extends ReferenceOptions {
  readonly projectOf: (request: FastifyRequest) => string
}

export function referenceRoutes(options: ReferenceRoutesOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/api/v1/reference', async (request, reply) => {
      const params = strictParamsOf(request)
      const question = {
        project: options.projectOf(request),
        matchers: scopeOf(params),
        windowMs: windowOf(params),
        statuses: statusesOf(params),
        search: params.first('search') ?? '',
        file: params.first('file') ?? '',
        limit: Math.min(limitParam(params) || LIMIT, MOST_METRICS),
      }
      return answerReference(options, question, disconnectSignal(reply))
    })
  }
}

function scopeOf(params: Params): Matcher[] {
  const selectors = [...params.all('match'), ...params.all('match[]')]
  if (selectors.length > 1) throw badRequest('match may be given once')
  const matchers = selectors.flatMap(text => selectorParam(text, reason => invalidParameter('match', reason)))
  const job = params.first('job')
  return job === undefined ? matchers : [...matchers, { kind: '=', name: 'job', value: job }]
}

function windowOf(params: Params): number {
  const text = params.first('window')
  if (text === undefined) return WINDOW_MS
  const windowMs = parseDurationMs(text)
  if (windowMs === undefined || windowMs <= 0 || windowMs > LONGEST_WINDOW_MS)
    throw invalidParameter(
      'window',
      `expected a duration up to ${formatDurationMs(LONGEST_WINDOW_MS)} such as 1h, got ${JSON.stringify(text)}`,
    )
  return windowMs
}

function statusesOf(params: Params): ReferenceStatus[] {
  return params
    .all('status')
    .flatMap(text => text.split(','))
    .filter(text => text !== '')
    .map(text => {
      const status = REFERENCE_STATUSES.find(each => each === text)
      if (status === undefined)
        throw invalidParameter(
          'status',
          `expected ${REFERENCE_STATUSES.join(', ')}, got ${JSON.stringify(text)}`,
        )
      return status
    })
}
