/**
 * Remote write 1.0 (`prometheus.WriteRequest`): protobuf bytes to a batch, in place. A series' key is the very slice of the body that spells its
 * labels, so nothing is decoded that the store knows already.
 */
import { decodeLabelKey, LabelKeyError, type Labels, type MetricBatch, type MetricType } from '@vedette/model'
import { FIXED64, LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WRITE_LIMITS, WriteColumns, type WriteLimits } from './remote-write-columns.ts'
import { readHistogram } from './remote-write-histogram.ts'
import { WireError } from './wire-error.ts'

const TIMESERIES = tag(1, LEN)
const METADATA = tag(3, LEN)
const LABEL = tag(1, LEN)
const SAMPLE = tag(2, LEN)
const EXEMPLAR = tag(3, LEN)
const HISTOGRAM = tag(4, LEN)
const EXEMPLAR_VALUE = tag(2, FIXED64)
const EXEMPLAR_TIME = tag(3, VARINT)

export const METADATA_TYPES: readonly MetricType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
]

export interface WriteSource {
  readonly project: string
  readonly origin: string
}

export class RemoteWriteDecoder {
  readonly #reader = new ProtobufReader()
  readonly #columns: WriteColumns

  constructor(limits: WriteLimits = WRITE_LIMITS) {
    this.#columns = new WriteColumns(limits)
  }

  /** The batch lives in `bytes` and in this decoder's columns: valid until the next call. May move label bytes within `bytes`. */
  decode(bytes: Uint8Array, source: WriteSource): MetricBatch {
    const reader = this.#reader
    reader.reset(bytes)
    this.#columns.clear(bytes)
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === TIMESERIES) {
        const outer = reader.enter()
        this.#readSeries(bytes)
        reader.leave(outer)
      } else if (t === METADATA) {
        const outer = reader.enter()
        this.#readMetadata()
        reader.leave(outer)
      } else reader.skip()
    }
    return this.#columns.batch(source)
  }

  #readSeries(bytes: Uint8Array): void {
    const reader = this.#reader
    const columns = this.#columns
    let keyStart = reader.at
    // As senders write it: short labels first, then one sample. What is left is read field by field.
    let keyEnd = endOfShortLabels(bytes, keyStart, reader.end)
    reader.at = keyEnd
    if (columns.takePlainSample(bytes, keyEnd, reader.end)) reader.at = reader.end
    for (let at = reader.at, t = reader.next(); t !== 0; at = reader.at, t = reader.next()) {
      if (t === LABEL) {
        reader.slice()
        if (keyEnd === keyStart) {
          keyStart = at
          keyEnd = reader.at
        } else if (at === keyEnd) keyEnd = reader.at
        else {
          // Protobuf allows labels to come apart. What lies between was read already, so they may move together over it.
          bytes.copyWithin(keyEnd, at, reader.at)
          keyEnd += reader.at - at
        }
      } else if (t === SAMPLE) {
        columns.readSample(reader)
      } else if (t === EXEMPLAR) {
        const outer = reader.enter()
        this.#readExemplar(bytes)
        reader.leave(outer)
      } else if (t === HISTOGRAM) {
        const outer = reader.enter()
        columns.histograms.push({ series: columns.seriesCount, ...readHistogram(reader) })
        reader.leave(outer)
      } else reader.skip()
    }
    columns.endSeries(keyStart, keyEnd)
  }

  #readExemplar(bytes: Uint8Array): void {
    const reader = this.#reader
    const columns = this.#columns
    let value = 0
    let timeMs = 0
    const labels: { name: string; value: string }[] = []
    for (let at = reader.at, t = reader.next(); t !== 0; at = reader.at, t = reader.next()) {
      if (t === LABEL) {
        reader.slice()
        labels.push(...decodeLabels(bytes, at, reader.at))
      } else if (t === EXEMPLAR_VALUE) value = reader.double()
      else if (t === EXEMPLAR_TIME) timeMs = reader.int64()
      else reader.skip()
    }
    columns.exemplars.push({ series: columns.seriesCount, timeMs, value, labels })
  }

  #readMetadata(): void {
    const reader = this.#reader
    let type: MetricType = 'unknown'
    let family = ''
    let help = ''
    let unit = ''
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === tag(1, VARINT)) type = METADATA_TYPES[reader.uint64()] ?? 'unknown'
      else if (t === tag(2, LEN)) family = reader.string()
      else if (t === tag(4, LEN)) help = reader.string()
      else if (t === tag(5, LEN)) unit = reader.string()
      else reader.skip()
    }
    if (family !== '') this.#columns.metadata.push({ family, type, unit, help })
  }
}

/** Steps over labels of less than 128 bytes; nine in ten of all bytes go by here, so it is a loop of its own. */
function endOfShortLabels(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at + 1 < end && bytes[at] === LABEL) {
    const length = bytes[at + 1]!
    const next = at + 2 + length
    if (length >= 0x80 || next > end) break
    at = next
  }
  return at
}

function decodeLabels(bytes: Uint8Array, start: number, end: number): Labels {
  try {
    return decodeLabelKey(bytes, start, end).labels
  } catch (error) {
    if (error instanceof LabelKeyError) throw new WireError('malformed', `remote write: ${error.message}`)
    throw error
  }
}
