/** Remote write 1.0 (`prometheus.WriteRequest`), written: samples that are passed on, and metadata in messages of their own. */
import { encodeLabelKey, type MetricMetadata } from '@vedette/model'
import { type OutgoingWrite, seriesPartsOf, type Written } from './outgoing-write.ts'
import { LEN, tag } from './protobuf.ts'
import type { ProtobufWriter } from './protobuf-writer.ts'
import { METADATA_TYPES } from './remote-write.ts'
import { writeHistogram } from './remote-write-histogram-encode.ts'
import { samplesSizeOf, writeSamples } from './remote-write-samples-encode.ts'

const TIMESERIES = tag(1, LEN)

export function encodeWriteRequest(writer: ProtobufWriter, write: OutgoingWrite, oldestMs: number): Written {
  const written: Written = { samples: 0, histograms: 0, exemplars: 0 }
  for (const parts of seriesPartsOf(write, oldestMs)) {
    const { series, histogram, exemplars } = parts
    const samplesSize = samplesSizeOf(write, parts, oldestMs)
    if (histogram === undefined && exemplars.length === 0) {
      // By far the most: its size is known beforehand, so that nothing has to be moved to make room for a length.
      writer.varint(TIMESERIES)
      writer.varint(series.key.length + samplesSize)
      writer.raw(series.key)
      written.samples += writeSamples(writer, write, parts, oldestMs)
      continue
    }
    writer.message(1, () => {
      // A label key is a run of `Label` messages in field 1: what a time series begins with.
      writer.raw(series.key)
      written.samples += writeSamples(writer, write, parts, oldestMs)
      for (const exemplar of exemplars) {
        written.exemplars++
        writer.message(3, () => {
          writer.raw(encodeLabelKey(exemplar.labels))
          writer.double(2, exemplar.value)
          writer.int(3, exemplar.timeMs)
        })
      }
      if (histogram !== undefined) {
        written.histograms++
        writeHistogram(writer, 4, histogram.timeMs, histogram.histogram)
      }
    })
  }
  return written
}

export function encodeMetadataRequest(writer: ProtobufWriter, metadata: readonly MetricMetadata[]): void {
  for (const { type, family, help, unit } of metadata) {
    writer.message(3, () => {
      writer.int(1, METADATA_TYPES.indexOf(type))
      writer.string(2, family)
      writer.string(4, help)
      writer.string(5, unit)
    })
  }
}
