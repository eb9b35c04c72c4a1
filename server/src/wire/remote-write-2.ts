/**
 * Remote write 2.0 (`io.prometheus.write.v2.Request`): every string stands once in a table of symbols, and series refer to it. The keys
 * are put together here from the symbols' bytes; no string is built.
 */
import { grown, type Label, labelsFrom, type MetricBatch } from '@vedette/model'
import { FIXED64, LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'
import { METADATA_TYPES, type WriteSource } from './remote-write.ts'
import { WRITE_LIMITS, WriteColumns, type WriteLimits } from './remote-write-columns.ts'
import { readHistogram } from './remote-write-histogram.ts'
import { WireError } from './wire-error.ts'

const SYMBOL = tag(4, LEN)
const TIMESERIES = tag(5, LEN)
const SAMPLE = tag(2, LEN)
const HISTOGRAM = tag(3, LEN)
const EXEMPLAR = tag(4, LEN)
const METADATA = tag(5, LEN)
const LABEL_REFS = 1
const EXEMPLAR_VALUE = tag(2, FIXED64)
const TIME_3 = tag(3, VARINT)

const MOST_LABELS = 2_000

export class RemoteWrite2Decoder {
  readonly #reader = new ProtobufReader()
  readonly #columns: WriteColumns
  #symbolStarts = new Uint32Array(1024)
  #symbolEnds = new Uint32Array(1024)
  #symbolCount = 0
  #keys = new Uint8Array(64 * 1024)
  #keyBytes = 0
  #refs: number[] = []
  /** The symbol that spells `__name__`, and the names whose metadata this request has told already. */
  #nameSymbol = -1
  readonly #described = new Set<number>()

  constructor(limits: WriteLimits = WRITE_LIMITS) {
    this.#columns = new WriteColumns(limits)
  }

  /** Valid until the next call. */
  decode(bytes: Uint8Array, source: WriteSource): MetricBatch {
    const reader = this.#reader
    this.#columns.clear(bytes)
    this.#symbolCount = 0
    this.#keyBytes = 0
    this.#nameSymbol = -1
    this.#described.clear()
    // Series may refer to symbols that stand behind them, so the table is read first.
    reader.reset(bytes)
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === SYMBOL) {
        reader.slice()
        if (isNameLabel(bytes, reader.from, reader.to)) this.#nameSymbol = this.#symbolCount
        this.#addSymbol(reader.from, reader.to)
      } else reader.skip()
    }
    reader.reset(bytes)
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === TIMESERIES) {
        const outer = reader.enter()
        this.#readSeries(bytes)
        reader.leave(outer)
      } else reader.skip()
    }
    this.#columns.bytes = this.#keys
    return this.#columns.batch(source)
  }

  #addSymbol(start: number, end: number): void {
    const symbol = this.#symbolCount++
    if (symbol === this.#symbolStarts.length) {
      this.#symbolStarts = grown(this.#symbolStarts, symbol + 1)
      this.#symbolEnds = grown(this.#symbolEnds, symbol + 1)
    }
    this.#symbolStarts[symbol] = start
    this.#symbolEnds[symbol] = end
  }

  #readSeries(bytes: Uint8Array): void {
    const reader = this.#reader
    const columns = this.#columns
    const keyStart = this.#keyBytes
    this.#refs.length = 0
    let metadata: { type: number; help: number; unit: number } | undefined
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t >>> 3 === LABEL_REFS) this.#readRefs()
      else if (t === SAMPLE) {
        columns.readSample(reader)
      } else if (t === HISTOGRAM) {
        const outer = reader.enter()
        columns.histograms.push({ series: columns.seriesCount, ...readHistogram(reader) })
        reader.leave(outer)
      } else if (t === EXEMPLAR) {
        const outer = reader.enter()
        this.#readExemplar(bytes)
        reader.leave(outer)
      } else if (t === METADATA) {
        const outer = reader.enter()
        metadata = this.#readMetadata()
        reader.leave(outer)
      } else reader.skip()
    }
    this.#writeKey(bytes, this.#refs)
    columns.endSeries(keyStart, this.#keyBytes)
    if (metadata !== undefined) this.#addMetadata(bytes, metadata)
  }

  #readRefs(into: number[] = this.#refs): void {
    const reader = this.#reader
    const outer = reader.enterRun()
    while (reader.more()) {
      if (into.length >= 2 * MOST_LABELS) {
        throw new WireError('limit', `remote write: a series has more than ${MOST_LABELS} labels`)
      }
      into.push(reader.uint64())
    }
    reader.leave(outer)
  }

  #writeKey(bytes: Uint8Array, refs: readonly number[]): void {
    if (refs.length % 2 !== 0)
      throw new WireError('malformed', 'remote write: label refs do not come in pairs')
    for (let i = 0; i < refs.length; i += 2) {
      const name = this.#symbol(refs[i]!)
      const value = this.#symbol(refs[i + 1]!)
      const nameSize = this.#symbolEnds[name]! - this.#symbolStarts[name]!
      const valueSize = this.#symbolEnds[value]! - this.#symbolStarts[value]!
      const inner = 2 + varintSize(nameSize) + nameSize + varintSize(valueSize) + valueSize
      const needed = this.#keyBytes + 6 + inner
      if (needed > this.#keys.length) this.#keys = grown(this.#keys, needed)
      this.#keys[this.#keyBytes++] = 0x0a
      this.#writeVarint(inner)
      this.#keys[this.#keyBytes++] = 0x0a
      this.#writeText(bytes, name, nameSize)
      this.#keys[this.#keyBytes++] = 0x12
      this.#writeText(bytes, value, valueSize)
    }
  }

  #writeText(bytes: Uint8Array, symbol: number, size: number): void {
    this.#writeVarint(size)
    const start = this.#symbolStarts[symbol]!
    const keys = this.#keys
    for (let i = 0; i < size; i++) keys[this.#keyBytes + i] = bytes[start + i]!
    this.#keyBytes += size
  }

  #writeVarint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#keys[this.#keyBytes++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#keys[this.#keyBytes++] = rest
  }

  #symbol(ref: number): number {
    if (ref >= this.#symbolCount) {
      throw new WireError(
        'malformed',
        `remote write: symbol ${ref} is not in the table of ${this.#symbolCount}`,
      )
    }
    return ref
  }

  #text(bytes: Uint8Array, ref: number): string {
    const symbol = this.#symbol(ref)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
      'utf8',
      this.#symbolStarts[symbol],
      this.#symbolEnds[symbol],
    )
  }

  #readExemplar(bytes: Uint8Array): void {
    const reader = this.#reader
    const refs: number[] = []
    let value = 0
    let timeMs = 0
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t >>> 3 === LABEL_REFS) this.#readRefs(refs)
      else if (t === EXEMPLAR_VALUE) value = reader.double()
      else if (t === TIME_3) timeMs = reader.int64()
      else reader.skip()
    }
    const labels: Label[] = []
    for (let i = 0; i + 1 < refs.length; i += 2) {
      labels.push({ name: this.#text(bytes, refs[i]!), value: this.#text(bytes, refs[i + 1]!) })
    }
    const sorted = labelsFrom(labels.map(label => [label.name, label.value] as const))
    this.#columns.exemplars.push({ series: this.#columns.seriesCount, timeMs, value, labels: sorted })
  }

  #readMetadata(): { type: number; help: number; unit: number } {
    const reader = this.#reader
    const metadata = { type: 0, help: 0, unit: 0 }
    for (let t = reader.next(); t !== 0; t = reader.next()) {
      if (t === tag(1, VARINT)) metadata.type = reader.uint64()
      else if (t === tag(3, VARINT)) metadata.help = reader.uint64()
      else if (t === tag(4, VARINT)) metadata.unit = reader.uint64()
      else reader.skip()
    }
    return metadata
  }

  /** 2.0 says it per series; the family's name is the series' own without what histograms and summaries append. */
  #addMetadata(bytes: Uint8Array, { type, help, unit }: { type: number; help: number; unit: number }): void {
    const at = this.#refs.findIndex((ref, i) => i % 2 === 0 && ref === this.#nameSymbol)
    const nameRef = at < 0 ? undefined : this.#refs[at + 1]
    if (nameRef === undefined || this.#described.has(nameRef)) return
    this.#described.add(nameRef)
    const kind = METADATA_TYPES[type] ?? 'unknown'
    const entry = { type: kind, unit: this.#text(bytes, unit), help: this.#text(bytes, help) }
    if (kind === 'unknown' && entry.unit === '' && entry.help === '') return
    const name = this.#text(bytes, nameRef)
    const family = ['histogram', 'gaugehistogram', 'summary'].includes(kind)
      ? name.replace(/_(bucket|sum|count|gsum|gcount)$/, '')
      : name
    this.#columns.metadata.push({ family, ...entry })
  }
}

const NAME_LABEL = Buffer.from('__name__')

function isNameLabel(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === NAME_LABEL.length && NAME_LABEL.every((byte, i) => bytes[start + i] === byte)
}

function varintSize(n: number): number {
  return n < 0x80 ? 1 : n < 0x4000 ? 2 : n < 0x200000 ? 3 : n < 0x10000000 ? 4 : 5
}
