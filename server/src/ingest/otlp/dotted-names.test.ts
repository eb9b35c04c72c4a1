/**
 * Names with dots and units, queried with underscores and without: which setting makes every metric and every query meet. The catalogue
 * of the documents that the project started from is read where it stands beside the repository.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { labelValue } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { DOTTED_METRICS, DOTTED_QUERIES, type DottedMetric } from '../../../testing/dotted-metrics.ts'
import { SDK_PROTOCOLS, startSdk } from '../../../testing/otel-sdk.ts'
import { openOtlpDoors } from '../../../testing/otlp-doors.ts'
import { DEFAULT_TRANSLATION, type TranslationStrategy } from './translation.ts'

const catalogue = fileURLToPath(new URL('../../../../../shared/catalog/', import.meta.url))
const present = existsSync(`${catalogue}queries.json`)

/** The label names of each series' name, after the SDK exported every instrument once. */
async function exported(
  translationStrategy: TranslationStrategy,
  metrics: readonly DottedMetric[],
  protocol: (typeof SDK_PROTOCOLS)[number] = 'http/protobuf',
): Promise<Map<string, string[]>> {
  await using doors = await openOtlpDoors({
    translation: () => ({ ...DEFAULT_TRANSLATION, translationStrategy }),
  })
  const sdk = startSdk(doors, protocol)
  const meter = sdk.getMeter('integr8scode')
  for (const { name, kind, unit, labels } of metrics) {
    const attributes = Object.fromEntries(labels.map(label => [label, 'x']))
    if (kind === 'histogram') meter.createHistogram(name, { unit }).record(1, attributes)
    else if (kind === 'counter') meter.createCounter(name, { unit }).add(1, attributes)
    else meter.createUpDownCounter(name, { unit }).add(1, attributes)
  }
  await sdk.forceFlush()
  await sdk.shutdown()
  return new Map(
    [...doors.store.series().values()].map(({ labels }) => [
      labelValue(labels, '__name__'),
      labels.map(label => label.name).filter(name => !['__name__', 'job', 'instance', 'le'].includes(name)),
    ]),
  )
}

/** What a query selects: words before a brace or a bracket. */
function selected(query: string): string[] {
  return [...query.matchAll(/([a-zA-Z_:][\w:]*)(?=[[{])/g)].map(([, name]) => name!)
}

function seriesNames({ name, kind }: DottedMetric): string[] {
  const plain = name.replaceAll('.', '_')
  return kind === 'histogram' ? ['_bucket', '_sum', '_count'].map(suffix => plain + suffix) : [plain]
}

describe('UnderscoreEscapingWithoutSuffixes', () => {
  it.each(SDK_PROTOCOLS)(
    'gives every dotted metric the name that queries ask for, over %s',
    async protocol => {
      const names = await exported('UnderscoreEscapingWithoutSuffixes', DOTTED_METRICS, protocol)
      expect([...names.keys()].sort()).toEqual(DOTTED_METRICS.flatMap(seriesNames).sort())
      for (const metric of DOTTED_METRICS) {
        for (const name of seriesNames(metric))
          expect([name, names.get(name)]).toEqual([name, [...metric.labels].sort()])
      }
      for (const query of DOTTED_QUERIES)
        expect([...names.keys()]).toEqual(expect.arrayContaining(selected(query)))
    },
  )

  it(
    present
      ? 'does so for the whole catalogue beside the repository'
      : 'is tested without the catalogue, which does not stand beside the repository here',
    async () => {
      if (!present) return
      const read = (file: string) =>
        JSON.parse(readFileSync(`${catalogue}${file}`, 'utf8')) as Record<string, unknown>[]
      const ofSystem = (rows: Record<string, unknown>[]) => rows.filter(row => row.system === 'integr8scode')
      const names = await exported('UnderscoreEscapingWithoutSuffixes', DOTTED_METRICS)
      const metrics = ofSystem(read('metrics.json'))
      expect(metrics.map(row => row.name).sort()).toEqual(DOTTED_METRICS.map(({ name }) => name).sort())
      for (const row of metrics) {
        const name = `${row.prom_name}${row.type === 'histogram' ? '_bucket' : ''}`
        expect([name, names.get(name)]).toEqual([name, [...(row.labels as string[])].sort()])
      }
      const queries = ofSystem(read('queries.json')).map(row => row.promql as string)
      expect(queries).toEqual(DOTTED_QUERIES)
    },
  )
})

describe('the default, UnderscoreEscapingWithSuffixes', () => {
  it('answers the same queries for instruments without a unit', async () => {
    const names = await exported(
      'UnderscoreEscapingWithSuffixes',
      DOTTED_METRICS.map(metric => ({ ...metric, unit: '' })),
    )
    for (const query of DOTTED_QUERIES)
      expect([...names.keys()]).toEqual(expect.arrayContaining(selected(query)))
  })

  it('never says total twice, and says the unit where there is one', async () => {
    const names = [...(await exported('UnderscoreEscapingWithSuffixes', DOTTED_METRICS)).keys()]
    expect(names.filter(name => name.includes('total_total'))).toEqual([])
    expect(names).toEqual(
      expect.arrayContaining([
        'script_executions_total',
        'connections_total',
        'connections_messages_sent_total',
        'script_execution_duration_seconds_bucket',
        'rate_limit_check_duration_milliseconds_bucket',
        'rate_limit_quota_usage_percent_bucket',
        'execution_queue_depth',
      ]),
    )
    expect(names).not.toContain('script_execution_duration_bucket')
  })
})
