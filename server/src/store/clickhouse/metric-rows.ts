/** All that one commit of metrics writes, table by table: samples as columns, the rarer things as lists. */
import {
  type ExemplarSample,
  type Labels,
  labelValue,
  METRIC_NAME,
  type MetricMetadata,
} from '@vedette/model'
import type { HeadRows } from '../head/head.ts'
import type { TimedHistogram } from '../head/histogram-columns.ts'
import { idAsBigint, type SeriesId } from '../head/series-id.ts'
import type { SampleColumns } from '../head/series-samples.ts'
import { encodeHistogram } from './histogram-codec.ts'
import type { Block } from './port.ts'
import { SampleRows } from './sample-rows.ts'

interface SeriesDay {
  readonly project: string
  readonly labels: Labels
  readonly id: SeriesId
  readonly day: number
}

export class MetricRows implements HeadRows {
  readonly #samples = new SampleRows()
  #series: SeriesDay[] = []
  #histograms: { id: bigint; timeMs: number; body: Uint8Array }[] = []
  #exemplars: { id: bigint; exemplar: Omit<ExemplarSample, 'series'> }[] = []
  #metadata: { project: string; entry: MetricMetadata }[] = []
  #otherBytes = 0

  get count(): number {
    const others =
      this.#series.length + this.#histograms.length + this.#exemplars.length + this.#metadata.length
    return this.#samples.count + others
  }

  get bytes(): number {
    return this.#samples.bytes + this.#otherBytes
  }

  reserve(samples: number): void {
    this.#samples.reserve(samples)
  }

  addSample(
    idLow: number,
    idHigh: number,
    columns: SampleColumns,
    index: number,
    fromExponent: number,
  ): number {
    return this.#samples.add(idLow, idHigh, columns, index, fromExponent)
  }

  addSeriesDay(project: string, labels: Labels, id: SeriesId, day: number): void {
    this.#series.push({ project, labels, id, day })
    this.#otherBytes += 500
  }

  addHistogram(id: SeriesId, { timeMs, histogram }: TimedHistogram): void {
    const body = encodeHistogram(histogram)
    this.#histograms.push({ id: idAsBigint(id), timeMs, body })
    this.#otherBytes += body.length + 64
  }

  addExemplar(id: SeriesId, exemplar: Omit<ExemplarSample, 'series'>): void {
    this.#exemplars.push({ id: idAsBigint(id), exemplar })
    this.#otherBytes += 300
  }

  addMetadata(project: string, entry: MetricMetadata): void {
    this.#metadata.push({ project, entry })
    this.#otherBytes += 200 + entry.help.length
  }

  /** Series before samples: a sample without its series could never be found, a series without samples does no harm. */
  *blocks(): Generator<readonly [table: string, block: Block]> {
    if (this.#series.length > 0) yield ['series', this.#seriesBlock()]
    if (this.#samples.count > 0) yield ['samples', this.#samples.block()]
    if (this.#histograms.length > 0) yield ['histograms', this.#histogramBlock()]
    if (this.#exemplars.length > 0) yield ['exemplars', this.#exemplarBlock()]
    if (this.#metadata.length > 0) yield ['metric_metadata', this.#metadataBlock()]
  }

  /** The days (UTC, since the epoch) of its float samples. */
  sampleDays(): Set<number> {
    return this.#samples.days()
  }

  clear(): void {
    this.#samples.clear()
    this.#series = []
    this.#histograms = []
    this.#exemplars = []
    this.#metadata = []
    this.#otherBytes = 0
  }

  #seriesBlock(): Block {
    const rows = this.#series
    return {
      rowCount: rows.length,
      columns: [
        { name: 'day', type: 'UInt16', values: Uint16Array.from(rows, row => row.day) },
        { name: 'project', type: 'String', values: rows.map(row => row.project) },
        { name: 'metric', type: 'String', values: rows.map(row => labelValue(row.labels, METRIC_NAME)) },
        { name: 'id', type: 'UInt64', values: BigUint64Array.from(rows, row => idAsBigint(row.id)) },
        {
          name: 'label_names',
          type: 'Array(String)',
          values: rows.map(row => row.labels.map(({ name }) => name)),
        },
        {
          name: 'label_values',
          type: 'Array(String)',
          values: rows.map(row => row.labels.map(({ value }) => value)),
        },
      ],
    }
  }

  #histogramBlock(): Block {
    const rows = this.#histograms
    return {
      rowCount: rows.length,
      columns: [
        { name: 'id', type: 'UInt64', values: BigUint64Array.from(rows, row => row.id) },
        { name: 'time_ms', type: 'Int64', values: BigInt64Array.from(rows, row => BigInt(row.timeMs)) },
        { name: 'body', type: 'String', values: rows.map(row => row.body) },
      ],
    }
  }

  #exemplarBlock(): Block {
    const rows = this.#exemplars
    return {
      rowCount: rows.length,
      columns: [
        { name: 'id', type: 'UInt64', values: BigUint64Array.from(rows, row => row.id) },
        {
          name: 'time_ms',
          type: 'Int64',
          values: BigInt64Array.from(rows, row => BigInt(Math.round(row.exemplar.timeMs))),
        },
        { name: 'value', type: 'Float64', values: Float64Array.from(rows, row => row.exemplar.value) },
        {
          name: 'label_names',
          type: 'Array(String)',
          values: rows.map(row => row.exemplar.labels.map(({ name }) => name)),
        },
        {
          name: 'label_values',
          type: 'Array(String)',
          values: rows.map(row => row.exemplar.labels.map(({ value }) => value)),
        },
      ],
    }
  }

  #metadataBlock(): Block {
    const rows = this.#metadata
    return {
      rowCount: rows.length,
      columns: [
        { name: 'project', type: 'String', values: rows.map(row => row.project) },
        { name: 'family', type: 'String', values: rows.map(row => row.entry.family) },
        { name: 'type', type: 'String', values: rows.map(row => row.entry.type) },
        { name: 'unit', type: 'String', values: rows.map(row => row.entry.unit) },
        { name: 'help', type: 'String', values: rows.map(row => row.entry.help) },
      ],
    }
  }
}
