/**
 * What completion asks the server: names, labels and values that were there in the last hours. Everything is bounded and kept for a while,
 * so that typing never waits twice for the same thing.
 */
import { LanguageType, type PrometheusClient, promQLLanguage } from '@prometheus-io/codemirror-promql'
import { ask } from '../api/client.ts'
import { selectorOf } from './metric-selector.ts'

type Matchers = NonNullable<Parameters<PrometheusClient['labelValues']>[2]>
type MetadataByName = Awaited<ReturnType<PrometheusClient['metricMetadata']>>

const MOST_NAMES = 20_000
const MOST_VALUES = 2_000
const LOOKBACK_S = 12 * 3_600
const KEPT_MS = 60_000
const MOST_ANSWERS = 200

export function createCompletionClient(nowMs: () => number = Date.now): PrometheusClient {
  const kept = new Map<string, { readonly atMs: number; readonly answer: Promise<unknown> }>()

  function once<T>(path: string, form: Record<string, string | undefined>): Promise<T> {
    const key = `${path} ${JSON.stringify(form)}`
    const known = kept.get(key)
    if (known !== undefined && nowMs() - known.atMs < KEPT_MS) return known.answer as Promise<T>
    const start = String(Math.floor(nowMs() / 1000) - LOOKBACK_S)
    // Metadata is the one of these that is only had with GET.
    const answer = ask<T>(path, path === 'metadata' ? {} : { form: { ...form, start } }).then(
      ({ data }) => data,
    )
    kept.set(key, { atMs: nowMs(), answer })
    // What failed is asked again.
    answer.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_ANSWERS) break
      kept.delete(oldest)
    }
    return answer
  }

  const list = (path: string, match: string | undefined, limit: number): Promise<string[]> =>
    once<string[]>(path, { 'match[]': match, limit: String(limit) }).catch(() => [])

  return {
    metricNames: () => list('label/__name__/values', undefined, MOST_NAMES),
    labelNames: metric =>
      list('labels', metric === undefined || metric === '' ? undefined : selectorOf(metric), MOST_VALUES),
    labelValues: (label, metric, matchers) =>
      list(`label/${encodeURIComponent(label)}/values`, matchOf(metric, matchers, label), MOST_VALUES),
    metricMetadata: () => once<MetadataByName>('metadata', {}).catch(() => ({})),
    // Not asked for by the completion of this version.
    series: () => Promise.resolve([]),
    flags: () => Promise.resolve({}),
  }
}

const NODES = promQLLanguage(LanguageType.PromQL).parser.nodeSet.types
const SIGNS = new Map(
  (
    [
      ['EqlSingle', '='],
      ['Neq', '!='],
      ['EqlRegex', '=~'],
      ['NeqRegex', '!~'],
    ] as const
  ).map(([name, sign]) => [NODES.find(type => type.name === name)?.id, sign]),
)

/** The selector as far as it is typed, without the label that is being completed. Values are as typed, escapes and all. */
function matchOf(
  metric: string | undefined,
  matchers: Matchers | undefined,
  label: string,
): string | undefined {
  const others = (matchers ?? [])
    .filter(({ name, value }) => name !== label && name !== '' && value !== '')
    .map(({ name, type, value }) => `${JSON.stringify(name)}${SIGNS.get(type) ?? '='}"${value}"`)
  const named = metric === undefined || metric === '' ? [] : [JSON.stringify(metric)]
  const inside = [...named, ...others]
  return inside.length === 0 ? undefined : `{${inside.join(',')}}`
}
