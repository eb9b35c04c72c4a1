/** Label pairs and exemplars of Prometheus's protobuf exposition. */
import { type Label, type Labels, labelsFrom } from '@vedette/model'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'

export interface PromExemplar {
  readonly value: number
  /** undefined where the target gives none. */
  readonly timeMs: number | undefined
  readonly labels: Labels
}

const NAME = tag(1, LEN)
const VALUE = tag(2, LEN)

/** Reads the `LabelPair` that was entered. */
export function readLabelPair(reader: ProtobufReader): Label {
  let name = ''
  let value = ''
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === NAME) name = reader.string()
    else if (t === VALUE) value = reader.string()
    else reader.skip()
  }
  return { name, value }
}

const LABEL = tag(1, LEN)
const EXEMPLAR_VALUE = tag(2, FIXED64)
const TIMESTAMP = tag(3, LEN)

/** Reads the `Exemplar` that was entered. */
export function readExemplar(reader: ProtobufReader): PromExemplar {
  const labels: [string, string][] = []
  let value = 0
  let timeMs: number | undefined
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === LABEL) {
      const outer = reader.enter()
      const label = readLabelPair(reader)
      labels.push([label.name, label.value])
      reader.leave(outer)
    } else if (t === EXEMPLAR_VALUE) value = reader.double()
    else if (t === TIMESTAMP) {
      const outer = reader.enter()
      timeMs = readTimestamp(reader)
      reader.leave(outer)
    } else reader.skip()
  }
  return { value, timeMs, labels: labelsFrom(labels) }
}

const SECONDS = tag(1, VARINT)
const NANOS = tag(2, VARINT)

function readTimestamp(reader: ProtobufReader): number {
  let timeMs = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === SECONDS) timeMs += reader.int64() * 1000
    else if (t === NANOS) timeMs += Math.trunc(reader.int64() / 1e6)
    else reader.skip()
  }
  return timeMs
}
