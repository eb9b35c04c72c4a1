/** What a push brings, family by family, from any of the exposition formats. */
import {
  decodeLabelKey,
  type Label,
  type Labels,
  labelValue,
  METRIC_NAME,
  type MetricMetadata,
  type NativeHistogram,
} from '@vedette/model'
import { VedetteError } from '../../errors.ts'
import { Exposition } from '../../wire/exposition.ts'
import { parseOpenMetrics } from '../../wire/openmetrics.ts'
import { parsePromProtobuf } from '../../wire/prom-protobuf.ts'
import { parsePromText } from '../../wire/prom-text.ts'
import { type Reading, readInTurns } from '../../wire/reading.ts'
import { WireError } from '../../wire/wire-error.ts'
import { type Grouping, groupedLabels } from './grouping.ts'

export interface PushedSeries {
  /** With those of the group. */
  readonly labels: Labels
  readonly key: Uint8Array
  readonly value: number | NativeHistogram
}

export interface PushedFamily extends MetricMetadata {
  readonly series: readonly PushedSeries[]
}

export interface PushedBody {
  readonly families: ReadonlyMap<string, PushedFamily>
  /** What makes the push inconsistent in itself; the body could be read all the same. */
  readonly problem: string | undefined
}

/** Names that a family's series may end in, by its type. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount', '_sum', '_count'],
  summary: ['_sum', '_count', '_created'],
  info: ['_info'],
}

/** Throws `bad-request` for a body that can't be read. */
export async function readPushedBody(
  body: Uint8Array,
  contentType: string,
  grouping: Grouping,
): Promise<PushedBody> {
  const resolve = (exposed: readonly Label[]): Labels =>
    groupedLabels(
      exposed.map(({ name, value }) => [name, value] as const),
      grouping,
    )
  const exposition = new Exposition({ resolve })
  exposition.begin()
  try {
    if (body.length > 0) await readInTurns(parsed(exposition, body, contentType))
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw new VedetteError('bad-request', `The body can't be read: ${error.message}`, { cause: error })
  }
  return familiesOf(exposition)
}

function parsed(exposition: Exposition, body: Uint8Array, contentType: string): Reading {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (type === 'application/vnd.google.protobuf') {
    return parsePromProtobuf(body, exposition, { nativeHistograms: true, classicBesideNative: true })
  }
  if (type === 'application/openmetrics-text') return parseOpenMetrics(body, exposition)
  // Whatever else it says to be, as the Pushgateway does: curl calls everything a form.
  return parsePromText(body, exposition)
}

function familiesOf(exposition: Exposition): PushedBody {
  const { cache, rowCount, series: seriesOfRow, values, timesMs, histograms } = exposition
  const known = new Map(exposition.families.all().map(family => [family.family, family]))
  const families = new Map<string, MetricMetadata & { series: PushedSeries[] }>()
  const seen = new Set<number>()
  let problem: string | undefined
  let nextHistogram = 0
  for (let row = 0; row < rowCount; row++) {
    const series = seriesOfRow[row]!
    const key = cache.keyOf(series).slice()
    const { labels } = decodeLabelKey(key)
    const metadata = familyOf(labelValue(labels, METRIC_NAME), known)
    if (!Number.isNaN(timesMs[row]!)) problem ??= 'pushed metrics must not have timestamps'
    if (seen.has(series)) problem ??= `${metadata.family} comes twice with the same labels`
    seen.add(series)
    const isHistogram = histograms[nextHistogram]?.row === row
    const value = isHistogram ? histograms[nextHistogram++]!.histogram : values[row]!
    const family = families.get(metadata.family)
    if (family === undefined) families.set(metadata.family, { ...metadata, series: [{ labels, key, value }] })
    else family.series.push({ labels, key, value })
  }
  return { families, problem }
}

/** The family that a series belongs to by its name; one of its own where none was declared. */
function familyOf(name: string, known: ReadonlyMap<string, MetricMetadata>): MetricMetadata {
  const exact = known.get(name)
  if (exact !== undefined) return exact
  for (let at = name.lastIndexOf('_'); at > 0; at = name.lastIndexOf('_', at - 1)) {
    const family = known.get(name.slice(0, at))
    if (family !== undefined && SUFFIXES[family.type]?.includes(name.slice(at))) return family
  }
  return { family: name, type: 'unknown', unit: '', help: '' }
}
