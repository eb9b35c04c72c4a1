/** What is there, asked of any server with Prometheus's API: names and labels of series, what their sources say of types, labels of targets. */
import {
  distinctMetadata,
  familiesOf,
  type MetricFamily,
  readType,
  type SeenMetadata,
  type SeenMetric,
} from '@vedette/model/reference'
import { z } from 'zod'
import { VedetteError } from '../../errors.ts'
import { noAnswer, parse } from '../admin-client.ts'
import type { ServerAddress } from '../server-address.ts'

export interface RealMetrics {
  readonly families: readonly MetricFamily[]
  readonly targetLabels: ReadonlySet<string>
  readonly series: number
}

export interface RealMetricsOptions {
  readonly server: ServerAddress
  /** undefined: of all. */
  readonly job: string | undefined
  readonly fromMs: number
  readonly toMs: number
}

const TIMEOUT_MS = 60_000
/** A server that watches more than one team's services is asked for one job. */
const MOST_SERIES = 300_000

const seriesList = z.array(z.record(z.string(), z.string()))
const entry = z.object({ type: z.string(), help: z.string().default('') })
const ofTargets = z.array(z.object({ metric: z.string(), ...entry.shape }))
const ofFamilies = z.record(z.string(), z.array(entry))
const targets = z.object({ activeTargets: z.array(z.object({ labels: z.record(z.string(), z.string()) })) })

export async function realMetrics({ server, job, fromMs, toMs }: RealMetricsOptions): Promise<RealMetrics> {
  const ofJob = job === undefined ? '' : `,job=${JSON.stringify(job)}`
  const series = await ask(server, 'series', seriesList, {
    'match[]': `{__name__!=""${ofJob}}`,
    start: String(fromMs / 1000),
    end: String(toMs / 1000),
    limit: String(MOST_SERIES),
  })
  if (series.length >= MOST_SERIES)
    throw new VedetteError(
      'limit-exceeded',
      `${server.url} has ${MOST_SERIES} series or more${job === undefined ? ': narrow them with --job' : ''}`,
    )
  const match = job === undefined ? {} : { match_target: `{job=${JSON.stringify(job)}}` }
  // Servers that don't scrape lack these.
  const current = await askIfThere(server, 'targets/metadata', ofTargets, match)
  const ever = await askIfThere(server, 'metadata', ofFamilies, {})
  const active = await askIfThere(server, 'targets', targets, { state: 'active' })
  const metadata: SeenMetadata[] = [
    ...distinctMetadata(current ?? []),
    ...Object.entries(ever ?? {}).flatMap(([family, entries]) =>
      entries.map(({ type, help }) => ({ family, type: readType(type) ?? 'unknown', help, current: false })),
    ),
  ]
  return {
    families: familiesOf(seenOf(series), metadata),
    targetLabels: new Set(active?.activeTargets.flatMap(({ labels }) => Object.keys(labels))),
    series: series.length,
  }
}

function seenOf(series: readonly Readonly<Record<string, string>>[]): SeenMetric[] {
  const byName = new Map<string, { count: number; labels: Set<string> }>()
  for (const labels of series) {
    const name = labels.__name__ ?? ''
    let known = byName.get(name)
    if (known === undefined) {
      known = { count: 0, labels: new Set() }
      byName.set(name, known)
    }
    known.count++
    for (const label of Object.keys(labels)) known.labels.add(label)
  }
  return [...byName].map(([name, { count, labels }]) => ({ name, series: count, labels, lastMs: undefined }))
}

async function askIfThere<T>(
  server: ServerAddress,
  path: string,
  shape: z.ZodType<T>,
  params: Readonly<Record<string, string>>,
): Promise<T | undefined> {
  const response = await get(server, path, params)
  if (response.status === 404 || response.status === 405 || response.status === 501) {
    await response.body?.cancel()
    return undefined
  }
  return dataOf(server, response, shape)
}

async function ask<T>(
  server: ServerAddress,
  path: string,
  shape: z.ZodType<T>,
  params: Readonly<Record<string, string>>,
): Promise<T> {
  return dataOf(server, await get(server, path, params), shape)
}

async function get(
  server: ServerAddress,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${server.url}/api/v1/${path}?${new URLSearchParams(params)}`, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: server.token === undefined ? {} : { authorization: `Bearer ${server.token}` },
  }).catch(error => {
    throw noAnswer(server.url, error)
  })
}

async function dataOf<T>({ url }: ServerAddress, response: Response, shape: z.ZodType<T>): Promise<T> {
  const text = await response.text().catch(error => {
    throw noAnswer(url, error)
  })
  if (!response.ok) throw new VedetteError('bad-request', refusalOf(url, response.status, text))
  const body = z.object({ data: shape }).safeParse(parse(url, text))
  if (!body.success)
    throw new VedetteError('bad-request', `${url} does not answer as Prometheus's API does: is it a Vedette?`)
  return body.data.data
}

function refusalOf(url: string, status: number, text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown }
    const words = [error, message].find(each => typeof each === 'string')
    if (words !== undefined) return `${url}: ${words}`
  } catch {
    // A proxy's page, say.
  }
  return `${url} answered with status ${status}`
}
