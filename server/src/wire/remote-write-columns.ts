/** The columns that a remote-write decoder fills: kept from one request to the next, so that a steady sender allocates nothing. */
import {
  type ExemplarSample,
  grown,
  type HistogramSample,
  type MetricBatch,
  type MetricMetadata,
} from '@vedette/model'
import { FIXED64, type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

const SAMPLE_VALUE = tag(1, FIXED64)
const SAMPLE_TIME = tag(2, VARINT)

export interface WriteLimits {
  readonly series: number
  readonly samples: number
}

export const WRITE_LIMITS: WriteLimits = { series: 1_000_000, samples: 5_000_000 }

export class WriteColumns {
  bytes: Uint8Array = new Uint8Array(0)
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
