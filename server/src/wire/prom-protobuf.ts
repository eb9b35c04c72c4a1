/**
 * Prometheus's protobuf exposition: `MetricFamily` messages, each behind its length. The only format that carries native histograms.
 * A family becomes the same rows that the text formats give: `_count`, `_sum`, `_bucket` and quantiles are series of their own.
 */
import { type Label, METRIC_NAME, type MetricType } from '@vedette/model'
import type { Exposition } from './exposition.ts'
import { formatBound } from './float-text.ts'
import { type PromExemplar, readExemplar, readLabelPair } from './prom-protobuf-exemplar.ts'
import { type ClassicBucket, type PromHistogram, readHistogram } from './prom-protobuf-histogram.ts'
import { FIXED64, LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'
import { type Reading, SLICE_BYTES } from './reading.ts'
import { NOTE } from './series-cache.ts'
import { SpellingBuffer } from './spelling-buffer.ts'
import { WireError } from './wire-error.ts'

export interface PromProtobufOptions {
  /** Off: histograms are read as classic ones, whatever else they hold. */
  readonly nativeHistograms: boolean
  /** Read the classic buckets of a histogram too where it is native. */
  readonly classicBesideNative: boolean
}

const FAMILY_NAME = tag(1, LEN)
const FAMILY_HELP = tag(2, LEN)
const FAMILY_TYPE = tag(3, VARINT)
const FAMILY_METRIC = tag(4, LEN)
const FAMILY_UNIT = tag(5, LEN)

/** By the number on the wire. */
const TYPES: readonly MetricType[] = ['counter', 'gauge', 'summary', 'unknown', 'histogram', 'gaugehistogram']

const METRIC_LABEL = tag(1, LEN)
const METRIC_TIMESTAMP = tag(6, VARINT)
/** The field that holds the value, by type. */
const VALUE_FIELD: Readonly<Partial<Record<MetricType, number>>> = {
  gauge: tag(2, LEN),
  counter: tag(3, LEN),
  summary: tag(4, LEN),
  unknown: tag(5, LEN),
  histogram: tag(7, LEN),
  gaugehistogram: tag(7, LEN),
}

const VALUE = tag(1, FIXED64)
const COUNTER_EXEMPLAR = tag(2, LEN)
const SUMMARY_COUNT = tag(1, VARINT)
const SUMMARY_SUM = tag(2, FIXED64)
const SUMMARY_QUANTILE = tag(3, LEN)
const QUANTILE = tag(1, FIXED64)
const QUANTILE_VALUE = tag(2, FIXED64)

/** What tells the series of one metric apart. */
type Part = '' | '_count' | '_sum' | '_bucket' | 'quantile'

/** Fills the exposition, after `begin`. Throws a WireError for bytes that Prometheus would not take. */
export function* parsePromProtobuf(
  bytes: Uint8Array,
  into: Exposition,
  options: PromProtobufOptions,
): Reading {
  const reader = new ProtobufReader(bytes)
  const spelling = new SpellingBuffer()
  const { cache, families, limits } = into
  let familyName = ''
  /** Where the labels of the metric at hand stand. */
  const labelSlices: number[] = []

  /** The series of a part of the metric at hand. */
  function meaningOf(part: Part, bound: number): number {
    spelling.start(familyName, part, bound)
    for (let i = 0; i < labelSlices.length; i += 2)
      spelling.append(bytes, labelSlices[i]!, labelSlices[i + 1]!)
    const known = cache.lookup(spelling.bytes, spelling.view, spelling.length)
    if (known >= 0) {
      cache.accept(known)
      return cache.meaningOf(known)
    }
    return into.learn(spelling.bytes, 0, spelling.length, exposedLabels(part, bound))
  }

  function exposedLabels(part: Part, bound: number): Label[] {
    const suffix = part === 'quantile' ? '' : part
    const labels: Label[] = [{ name: METRIC_NAME, value: familyName + suffix }]
    const names = new Set([METRIC_NAME])
    const add = (label: Label): void => {
      if (label.name === '') throw familyError('invalid metric name or label names: a name is empty')
      if (names.has(label.name)) throw familyError(`label name ${JSON.stringify(label.name)} is not unique`)
      names.add(label.name)
      labels.push(label)
    }
    const label = new ProtobufReader()
    for (let i = 0; i < labelSlices.length; i += 2) {
      label.reset(bytes, labelSlices[i]!, labelSlices[i + 1]!)
      add(readLabelPair(label))
    }
    if (part === '_bucket') add({ name: 'le', value: formatBound(bound) })
    if (part === 'quantile') add({ name: 'quantile', value: formatBound(bound) })
    return labels
  }

  function familyError(words: string, kind: 'malformed' | 'limit' = 'malformed'): WireError {
    return new WireError(kind, `metric family ${JSON.stringify(familyName.slice(0, 200))}: ${words}`)
  }

  function addSample(
    part: Part,
    bound: number,
    value: number,
    timeMs: number,
    exemplar?: PromExemplar,
  ): void {
    into.addRow(meaningOf(part, bound), value, timeMs)
    if (exemplar !== undefined) into.addExemplar(exemplar.value, exemplar.timeMs, exemplar.labels)
  }

  /** One word, help or unit of the family; a known one costs a lookup. */
  function state(kind: 'type' | 'help' | 'unit', text: string): void {
    spelling.startStatement(kind, familyName, text)
    const known = cache.lookup(spelling.bytes, spelling.view, spelling.length)
    if (known >= 0) {
      cache.accept(known)
      families.see(NOTE - cache.meaningOf(known))
    } else cache.learnNote(spelling.bytes, 0, spelling.length, families.learn(kind, familyName, text))
  }

  /** Reads what is said about the family before its metrics, in whatever order the fields come. */
  function readHead(start: number): MetricType {
    let help = ''
    let unit = ''
    let type = 0
    familyName = ''
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === FAMILY_NAME) familyName = reader.string()
      else if (t === FAMILY_HELP) help = reader.string()
      else if (t === FAMILY_TYPE) type = reader.uint64()
      else if (t === FAMILY_UNIT) unit = reader.string()
      else reader.skip()
    }
    reader.at = start
    if (familyName === '') throw new WireError('malformed', 'a metric family has no name')
    const known = TYPES[type]
    if (known === undefined) throw familyError(`unknown metric type ${type}`)
    if (unit !== '') checkUnit(unit, known)
    state('help', help)
    if (unit !== '') state('unit', unit)
    state('type', known)
    return known
  }

  function checkUnit(unit: string, type: MetricType): void {
    const base = type === 'counter' && familyName.endsWith('_total') ? familyName.slice(0, -6) : familyName
    if (!base.endsWith(`_${unit}`)) {
      throw familyError(`unit ${JSON.stringify(unit.slice(0, 100))} is not a suffix of the name`)
    }
  }

  function readMetric(type: MetricType): void {
    const valueField = VALUE_FIELD[type]
    let valueFrom = -1
    let valueTo = -1
    let timeMs = Number.NaN
    labelSlices.length = 0
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === METRIC_LABEL) {
        reader.slice()
        labelSlices.push(reader.from, reader.to)
      } else if (t === valueField) {
        reader.slice()
        valueFrom = reader.from
        valueTo = reader.to
      } else if (t === METRIC_TIMESTAMP) timeMs = reader.int64() || Number.NaN
      else reader.skip()
    }
    if (labelSlices.length > limits.maxLabels * 2) {
      throw familyError(`a metric has more than ${limits.maxLabels} labels`, 'limit')
    }
    const behind = reader.at
    const end = reader.end
    reader.at = Math.max(valueFrom, 0)
    reader.end = Math.max(valueTo, 0)
    readValue(type, timeMs)
    reader.at = behind
    reader.end = end
  }

  function readValue(type: MetricType, timeMs: number): void {
    if (type === 'summary') readSummary(timeMs)
    else if (type === 'histogram' || type === 'gaugehistogram') {
      const hint = type === 'gaugehistogram' ? 'gauge' : 'unknown'
      addHistogram(
        readHistogram(reader, hint, () => JSON.stringify(familyName)),
        timeMs,
      )
    } else readNumber(type, timeMs)
  }

  function readNumber(type: MetricType, timeMs: number): void {
    let value = 0
    let exemplar: PromExemplar | undefined
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === VALUE) value = reader.double()
      else if (t === COUNTER_EXEMPLAR && type === 'counter') {
        const outer = reader.enter()
        exemplar = readExemplar(reader)
        reader.leave(outer)
      } else reader.skip()
    }
    addSample('', 0, value, timeMs, exemplar)
  }

  function readSummary(timeMs: number): void {
    let count = 0
    let sum = 0
    const quantiles: [quantile: number, value: number][] = []
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === SUMMARY_COUNT) count = reader.uint64()
      else if (t === SUMMARY_SUM) sum = reader.double()
      else if (t === SUMMARY_QUANTILE) quantiles.push(readQuantile())
      else reader.skip()
    }
    addSample('_count', 0, count, timeMs)
    addSample('_sum', 0, sum, timeMs)
    for (const [quantile, value] of quantiles) addSample('quantile', quantile, value, timeMs)
  }

  function readQuantile(): [quantile: number, value: number] {
    const outer = reader.enter()
    let quantile = 0
    let value = 0
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === QUANTILE) quantile = reader.double()
      else if (t === QUANTILE_VALUE) value = reader.double()
      else reader.skip()
    }
    reader.leave(outer)
    return [quantile, value]
  }

  function addHistogram(histogram: PromHistogram, timeMs: number): void {
    const { native, buckets } = histogram
    const isNative = native !== undefined && options.nativeHistograms
    if (isNative) {
      into.addHistogram(meaningOf('', 0), native, timeMs)
      for (const exemplar of nativeExemplars(histogram)) {
        into.addExemplar(exemplar.value, exemplar.timeMs, exemplar.labels)
      }
    }
    if (isNative && !(options.classicBesideNative && buckets.length > 0)) return
    addSample('_count', 0, histogram.count, timeMs)
    addSample('_sum', 0, histogram.sum, timeMs)
    let last = Number.NaN
    for (const { upperBound, cumulativeCount, exemplar } of buckets) {
      addSample('_bucket', upperBound, cumulativeCount, timeMs, exemplar)
      last = upperBound
    }
    if (last !== Number.POSITIVE_INFINITY) {
      addSample('_bucket', Number.POSITIVE_INFINITY, histogram.count, timeMs)
    }
  }

  let sliceEnd = SLICE_BYTES
  while (reader.more()) {
    const outer = reader.enter()
    const type = readHead(reader.at)
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t !== FAMILY_METRIC) {
        reader.skip()
        continue
      }
      const around = reader.enter()
      readMetric(type)
      reader.leave(around)
      if (reader.at < sliceEnd) continue
      sliceEnd = reader.at + SLICE_BYTES
      yield
    }
    reader.leave(outer)
  }
}

/** Those with a time: without one nobody could tell a new exemplar from one seen before. */
function nativeExemplars({ exemplars, buckets }: PromHistogram): PromExemplar[] {
  const all = exemplars.length > 0 ? exemplars : buckets.map((bucket: ClassicBucket) => bucket.exemplar)
  return all.filter(exemplar => exemplar?.timeMs !== undefined) as PromExemplar[]
}
