/** The columns that a remote-write decoder fills: kept from one request to the next, so that a steady sender allocates nothing. */
import {
  type ExemplarSample,
  grown,
  type HistogramSample,
  type MetricBatch,
  type MetricMetadata,
} from '@vedette/model'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

const SAMPLE = tag(2, LEN)
const SAMPLE_VALUE = tag(1, FIXED64)
const SAMPLE_TIME = tag(2, VARINT)

export interface WriteLimits {
  readonly series: number
  readonly samples: number
}

export const WRITE_LIMITS: WriteLimits = { series: 1_000_000, samples: 5_000_000 }

export class WriteColumns {
  bytes: Uint8Array = new Uint8Array(0)
  #view = new DataView(this.bytes.buffer)
  keyStarts = new Uint32Array(1024)
  keyEnds = new Uint32Array(1024)
  sampleEnds = new Uint32Array(1024)
  timesMs = new Float64Array(1024)
  values = new Float64Array(1024)
  seriesCount = 0
  sampleCount = 0
  histograms: HistogramSample[] = []
  exemplars: ExemplarSample[] = []
  metadata: MetricMetadata[] = []
  readonly #limits: WriteLimits

  constructor(limits: WriteLimits) {
    this.#limits = limits
  }

  clear(bytes: Uint8Array): void {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.seriesCount = 0
    this.sampleCount = 0
    this.histograms = []
    this.exemplars = []
    this.metadata = []
  }

  /** Ends a series: its key, and the samples since the series before. */
  endSeries(keyStart: number, keyEnd: number): void {
    const series = this.seriesCount++
    if (series >= this.#limits.series) {
      throw new WireError('limit', `remote write: more than ${this.#limits.series} series in one request`)
    }
    if (series === this.keyStarts.length) {
      this.keyStarts = grown(this.keyStarts, series + 1)
      this.keyEnds = grown(this.keyEnds, series + 1)
      this.sampleEnds = grown(this.sampleEnds, series + 1)
    }
    this.keyStarts[series] = keyStart
    this.keyEnds[series] = keyEnd
    this.sampleEnds[series] = this.sampleCount
  }

  /** Room for one more sample; write it at the index that this answers. */
  addSample(): number {
    const sample = this.sampleCount++
    if (sample >= this.#limits.samples) {
      throw new WireError('limit', `remote write: more than ${this.#limits.samples} samples in one request`)
    }
    if (sample === this.timesMs.length) {
      this.timesMs = grown(this.timesMs, sample + 1)
      this.values = grown(this.values, sample + 1)
    }
    return sample
  }

  /**
   * Takes the sample where exactly one in the usual spelling (value, then time) fills the bytes from `at` to `end`; false where it is
   * anything else.
   */
  takePlainSample(bytes: Uint8Array, at: number, end: number): boolean {
    const length = end - at - 2
    if (length < 11 || length > 20) return false
    if (bytes[at] !== SAMPLE || bytes[at + 1] !== length) return false
    if (bytes[at + 2] !== SAMPLE_VALUE || bytes[at + 11] !== SAMPLE_TIME) return false
    let timeMs = 0
    let factor = 1
    for (let i = at + 12; i < end; i++) {
      const byte = bytes[i]!
      timeMs += (byte & 0x7f) * factor
      factor *= 128
      // Seven bytes hold 49 bits; a longer one is negative or nonsense.
      if (byte < 0x80 ? i !== end - 1 : i === at + 18) return false
    }
    if (bytes[end - 1]! >= 0x80) return false
    const sample = this.addSample()
    this.timesMs[sample] = timeMs
    this.values[sample] = this.#view.getFloat64(at + 3, true)
    return true
  }

  /** A sample, the same message in both versions. */
  readSample(reader: ProtobufReader): void {
    const outer = reader.enter()
    const sample = this.addSample()
    this.timesMs[sample] = 0
    this.values[sample] = 0
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === SAMPLE_VALUE) reader.doubleInto(this.values, sample)
      else if (field === SAMPLE_TIME) this.timesMs[sample] = reader.int64()
      else reader.skip()
    }
    reader.leave(outer)
  }

  batch(source: { project: string; origin: string }): MetricBatch {
    return {
      project: source.project,
      door: 'remote-write',
      origin: source.origin,
      seriesCount: this.seriesCount,
      bytes: this.bytes,
      keyStarts: this.keyStarts,
      keyEnds: this.keyEnds,
      sampleCount: this.sampleCount,
      sampleEnds: this.sampleEnds,
      timesMs: this.timesMs,
      values: this.values,
      histograms: this.histograms,
      exemplars: this.exemplars,
      metadata: this.metadata,
    }
  }
}
