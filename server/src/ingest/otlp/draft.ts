/**
 * What a request becomes while it is translated: a batch with what can be written as it is, and beside it the deltas, which first
 * have to be added up.
 */
import {
  type BatchBuilder,
  createBatchBuilder,
  type MetricMetadata,
  type NativeHistogram,
  STALE,
} from '@vedette/model'
import { VedetteError } from '../../errors.ts'
import type { OtlpPoint } from '../../wire/otlp-metrics.ts'
import type { DeltaPoint, DeltaRow } from './delta-point.ts'
import type { PointExemplar } from './exemplars.ts'
import { Refusals } from './refusals.ts'

export interface DraftSource {
  readonly project: string
  readonly origin: string
  /** Of all label sets together: resource attributes come again with every series, so a small request can be a large batch. */
  readonly maxLabelBytes: number
  /** Told of each series that is cumulative, where some are known to be deltas. */
  readonly onCumulative?: ((stream: Uint8Array) => void) | undefined
}

/** One point's series: several for a histogram with buckets, one for all else. */
export interface PointSeries {
  readonly parts: readonly string[]
  /** Good until the next one is asked for. */
  key(part: number): Uint8Array
  value(part: number): number
  readonly exemplars: readonly PointExemplar[]
}

export class Draft {
  readonly batch: BatchBuilder
  readonly deltas: DeltaPoint[] = []
  readonly refusals = new Refusals()
  /** All that came, refused ones too. */
  points = 0
  readonly #source: DraftSource
  readonly #metadata = new Set<string>()
  #labelBytes = 0

  constructor(source: DraftSource) {
    this.#source = source
    this.batch = createBatchBuilder({ project: source.project, door: 'otlp', origin: source.origin })
  }

  /** A point of float series: as it is, or to be added up. */
  add(point: OtlpPoint, isDelta: boolean, series: PointSeries): void {
    const { parts, exemplars } = series
    if (isDelta) {
      const keys = parts.map((_, part) => this.#counted(series.key(part)).slice())
      const deltas = new Float64Array(parts.length)
      if (!point.noRecordedValue) {
        for (let part = 0; part < parts.length; part++) deltas[part] = series.value(part)
      }
      this.deltas.push({ ...deltaHead(point), parts, keys, deltas, histogram: undefined, exemplars })
      return
    }
    for (let part = 0; part < parts.length; part++) {
      const key = this.#counted(series.key(part))
      if (part === 0) this.#source.onCumulative?.(key)
      this.batch.seriesKey(key)
      if (point.noRecordedValue) this.batch.sampleFrom(point.timeMs, STALE, 0)
      else this.batch.sample(point.timeMs, series.value(part))
      this.#writeExemplars(exemplars, part)
    }
  }

  /** A point of a native histogram; the key need not last longer than the call. */
  addHistogram(
    point: OtlpPoint,
    isDelta: boolean,
    key: Uint8Array,
    histogram: NativeHistogram,
    exemplars: readonly PointExemplar[],
  ): void {
    this.#counted(key)
    if (isDelta) {
      const deltas = new Float64Array(0)
      this.deltas.push({
        ...deltaHead(point),
        parts: NATIVE_PARTS,
        keys: [key.slice()],
        deltas,
        histogram,
        exemplars,
      })
      return
    }
    this.#source.onCumulative?.(key)
    this.batch.seriesKey(key)
    this.batch.histogram(point.timeMs, point.noRecordedValue ? 'stale' : histogram)
    this.#writeExemplars(exemplars, 0)
  }

  /** What deltas were added up to. */
  addRow({ point, totals, histogram }: DeltaRow): void {
    point.keys.forEach((key, part) => {
      this.batch.seriesKey(key)
      if (point.histogram !== undefined) {
        this.batch.histogram(point.timeMs, point.stale ? 'stale' : (histogram ?? point.histogram))
      } else if (point.stale) this.batch.sampleFrom(point.timeMs, STALE, 0)
      else this.batch.sample(point.timeMs, totals[part]!)
      this.#writeExemplars(point.exemplars, part)
    })
  }

  /** A sample that no point of the request stands for: `target_info`. */
  addSamples(key: Uint8Array, timesMs: readonly number[], value: number): void {
    this.batch.seriesKey(this.#counted(key))
    for (const timeMs of timesMs) this.batch.sample(timeMs, value)
  }

  metadata(entry: MetricMetadata): void {
    const said = `${entry.family}\0${entry.type}\0${entry.unit}\0${entry.help}`
    if (this.#metadata.has(said)) return
    this.#metadata.add(said)
    this.batch.metadata(entry)
  }

  refuse(reason: string, points: number, detail: () => string): void {
    this.refusals.add(reason, points, detail)
  }

  #writeExemplars(exemplars: readonly PointExemplar[], part: number): void {
    for (const exemplar of exemplars) {
      if (exemplar.part === part) this.batch.exemplar(exemplar.timeMs, exemplar.value, exemplar.labels)
    }
  }

  #counted(key: Uint8Array): Uint8Array {
    this.#labelBytes += key.length
    if (this.#labelBytes > this.#source.maxLabelBytes) {
      throw new VedetteError(
        'body-too-large',
        `The labels of this request's series take more than ${this.#source.maxLabelBytes} bytes, ` +
          'four times what otlp.body_limit allows for a request; send fewer points at once or shorter attributes.',
      )
    }
    return key
  }
}

const NATIVE_PARTS: readonly string[] = ['']

function deltaHead({ startMs, startSubNs, timeMs, timeSubNs, noRecordedValue }: OtlpPoint) {
  return { startMs, startSubNs, timeMs, timeSubNs, stale: noRecordedValue }
}
