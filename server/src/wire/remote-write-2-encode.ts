/** Remote write 2.0 (`io.prometheus.write.v2.Request`), written: every text once, in a table of symbols, and metadata beside each series. */
import type { Labels, MetricMetadata } from '@vedette/model'
import { type MetadataOf, type OutgoingWrite, seriesPartsOf, type Written } from './outgoing-write.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { METADATA_TYPES } from './remote-write.ts'
import { writeHistogram } from './remote-write-histogram-encode.ts'
import { writeSamples } from './remote-write-samples-encode.ts'

/** The series are written aside, because the table of their texts comes first. */
export class RemoteWrite2Encoder {
  readonly #body = new ProtobufWriter()
  readonly #symbols = new Map<string, number>()
  readonly #numbers: number[] = []

  encode(writer: ProtobufWriter, write: OutgoingWrite, oldestMs: number, metadataOf: MetadataOf): Written {
    const body = this.#body
    body.clear()
    this.#symbols.clear()
    this.#symbols.set('', 0)
    const written = this.#writeSeries(write, oldestMs, metadataOf)
    for (const text of this.#symbols.keys()) writer.string(4, text)
    writer.raw(body.finish())
    return written
  }

  #writeSeries(write: OutgoingWrite, oldestMs: number, metadataOf: MetadataOf): Written {
    const body = this.#body
    const written: Written = { samples: 0, histograms: 0, exemplars: 0 }
    for (const parts of seriesPartsOf(write, oldestMs)) {
      const { series, histogram, exemplars } = parts
      body.message(5, () => {
        body.packedInts(1, this.#references(series.labels))
        written.samples += writeSamples(body, write, parts, oldestMs)
        if (histogram !== undefined) {
          written.histograms++
          writeHistogram(body, 3, histogram.timeMs, histogram.histogram)
        }
        for (const exemplar of exemplars) {
          written.exemplars++
          body.message(4, () => {
            body.packedInts(1, this.#references(exemplar.labels))
            body.double(2, exemplar.value)
            body.int(3, exemplar.timeMs)
          })
        }
        const metadata = metadataOf(series)
        if (metadata !== undefined) this.#writeMetadata(metadata)
      })
    }
    return written
  }

  #writeMetadata({ type, help, unit }: MetricMetadata): void {
    this.#body.message(5, body => {
      body.int(1, METADATA_TYPES.indexOf(type))
      body.int(3, this.#symbol(help))
      body.int(4, this.#symbol(unit))
    })
  }

  /** Valid until the next call. */
  #references(labels: Labels): readonly number[] {
    const references = this.#numbers
    references.length = 0
    for (const { name, value } of labels) references.push(this.#symbol(name), this.#symbol(value))
    return references
  }

  #symbol(text: string): number {
    const known = this.#symbols.get(text)
    if (known !== undefined) return known
    const number = this.#symbols.size
    this.#symbols.set(text, number)
    return number
  }
}
