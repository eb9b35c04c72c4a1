/** What there is: `/labels`, `/label/:name/values`, `/series`. */
import { compareUtf8, recordOf } from '@vedette/model'
import type { FastifyInstance } from 'fastify'
import { disconnectSignal } from '../disconnect.ts'
import type { PrometheusApiOptions } from './options.ts'
import {
  badRequest,
  invalidParameter,
  limitParam,
  matcherSetsParam,
  paramsOf,
  rangeParam,
  strictParamsOf,
} from './params.ts'
import { cutAt, sendList, success } from './reply.ts'

const GET_OR_POST = ['GET', 'POST']

export function seriesRoutes(
  app: FastifyInstance,
  { store, projectOf, mostResults }: PrometheusApiOptions,
): void {
  const limitOf = (asked: number): number => (asked === 0 ? mostResults : Math.min(asked, mostResults))

  app.route({
    method: GET_OR_POST,
    url: '/labels',
    handler: async (request, reply) => {
      const params = paramsOf(request)
      const limit = limitOf(limitParam(params))
      const range = rangeParam(params)
      const sets = matcherSetsParam(params)
      const names = await store.labelNames(
        projectOf(request),
        sets,
        range,
        limit + 1,
        disconnectSignal(reply),
      )
      const { items, warnings } = cutAt(names.toSorted(compareUtf8), limit)
      return success(items, warnings)
    },
  })

  app.route<{ Params: { name: string } }>({
    method: GET_OR_POST,
    url: '/label/:name/values',
    handler: async (request, reply) => {
      const name = labelNameOf(request.params.name)
      const params = paramsOf(request)
      const limit = limitOf(limitParam(params))
      const range = rangeParam(params)
      const sets = matcherSetsParam(params)
      const signal = disconnectSignal(reply)
      const values = await store.labelValues(projectOf(request), name, sets, range, limit + 1, signal)
      const { items, warnings } = cutAt(values.toSorted(compareUtf8), limit)
      return sendList(reply, items, value => value, warnings)
    },
  })

  app.route({
    method: GET_OR_POST,
    url: '/series',
    handler: async (request, reply) => {
      const params = strictParamsOf(request)
      if (params.all('match[]').length === 0) throw badRequest('no match[] parameter provided')
      const limit = limitOf(limitParam(params))
      const range = rangeParam(params)
      const sets = matcherSetsParam(params, reason => invalidParameter('match[]', reason))
      const found = await store.series(projectOf(request), sets, range, limit + 1, disconnectSignal(reply))
      const { items, warnings } = cutAt(found, limit)
      return sendList(reply, items, recordOf, warnings)
    },
  })
}

/**
 * The label that a path names: plain, quoted, or escaped (`U__http_2e_method`, as Prometheus 3 and Grafana send what has characters
 * beyond the old rules).
 */
export function labelNameOf(inPath: string): string {
  const name = inPath.startsWith('U__')
    ? unescapeName(inPath)
    : /^".+"$/.test(inPath)
      ? inPath.slice(1, -1)
      : inPath
  if (name === '' || !name.isWellFormed()) throw badRequest(`invalid label name: ${JSON.stringify(name)}`)
  return name
}

/** Undoes Prometheus's escaping; a name that is not escaped well stands for itself. */
function unescapeName(escaped: string): string {
  const rest = escaped.slice(3)
  let name = ''
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] !== '_') {
      name += rest[i]
      continue
    }
    if (rest[i + 1] === '_') {
      name += '_'
      i++
      continue
    }
    const hex = /^([0-9a-fA-F]{1,6})_/.exec(rest.slice(i + 1))?.[1]
    const code = hex === undefined ? Number.NaN : Number.parseInt(hex, 16)
    if (hex === undefined || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return escaped
    name += String.fromCodePoint(code)
    i += hex.length + 1
  }
  return name
}
