/**
 * Prometheus remote write 1.0, the writing half: a `prometheus.WriteRequest` in protobuf, wrapped as a block of snappy. The block has
 * literals only, which is valid and needs no search for what repeats.
 */

/** A series as it is sent: its labels are encoded once. */
export interface WrittenSeries {
  readonly encodedLabels: Uint8Array
}

/** Ends a series: queries don't look further back than to it. A NaN of these very bits. */
const STALE_LOW = 0x00000002
const STALE_HIGH = 0x7ff00000

const LITERAL_BYTES = 65_536
/** Tag and length, value, tag and time. */
const LARGEST_SAMPLE = 2 + 9 + 11

export function encodeLabels(labels: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.keys(labels)
    .sort()
    .map(name => field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(labels[name]!))])))
  return Buffer.concat(parts)
}

export interface WriteRequest {
  readonly series: readonly WrittenSeries[]
  /** The times of all series, in order. */
  readonly timesMs: readonly number[]
  /** Row by row as the times are: `series.length` values for each. */
  readonly values: Float64Array
  /** Ends all series at this time, after their values. */
  readonly staleAtMs?: number
}

/** Uncompressed. All series have the same times. */
export function encodeWriteRequest({ series, timesMs, values, staleAtMs }: WriteRequest): Buffer {
  const times = timesMs.map(encodeTime)
  const samplesBytes = times.reduce((sum, time) => sum + sampleBytes(time), 0)
  const staleTime = staleAtMs === undefined ? undefined : encodeTime(staleAtMs)
  const staleBytes = staleTime === undefined ? 0 : sampleBytes(staleTime)
  const most = series.reduce((sum, each) => sum + each.encodedLabels.length + 8, 0)
  const out = Buffer.allocUnsafe(most + series.length * (times.length + 1) * LARGEST_SAMPLE)
  let at = 0
  series.forEach(({ encodedLabels }, column) => {
    out[at++] = 0x0a
    at = writeVarint(out, at, encodedLabels.length + samplesBytes + staleBytes)
    out.set(encodedLabels, at)
    at += encodedLabels.length
    times.forEach((time, row) => {
      at = writeSampleHead(out, at, time)
      out.writeDoubleLE(values[row * series.length + column]!, at)
      at = writeTime(out, at + 8, time)
    })
    if (staleTime === undefined) return
    at = writeSampleHead(out, at, staleTime)
    // Not as a double: arithmetic may make another NaN of it.
    out.writeUInt32LE(STALE_LOW, at)
    out.writeUInt32LE(STALE_HIGH, at + 4)
    at = writeTime(out, at + 8, staleTime)
  })
  return out.subarray(0, at)
}

export function snappy(bytes: Uint8Array): Buffer {
  const blocks = Math.ceil(bytes.length / LITERAL_BYTES)
  const out = Buffer.allocUnsafe(bytes.length + 5 + 3 * blocks)
  let at = writeVarint(out, 0, bytes.length)
  for (let from = 0; from < bytes.length; from += LITERAL_BYTES) {
    const literal = bytes.subarray(from, from + LITERAL_BYTES)
    const last = literal.length - 1
    out[at++] = 61 << 2
    out[at++] = last & 0xff
    out[at++] = last >> 8
    out.set(literal, at)
    at += literal.length
  }
  return out.subarray(0, at)
}

/** Field 2 of a sample. */
function encodeTime(timeMs: number): Uint8Array {
  const bytes = Buffer.alloc(11)
  bytes[0] = 0x10
  return bytes.subarray(0, writeVarint(bytes, 1, timeMs))
}

/** With its tag and length, which is below 128. */
function sampleBytes(time: Uint8Array): number {
  return 2 + 9 + time.length
}

function writeSampleHead(out: Buffer, at: number, time: Uint8Array): number {
  out[at] = 0x12
  out[at + 1] = 9 + time.length
  out[at + 2] = 0x09
  return at + 3
}

function writeTime(out: Buffer, at: number, time: Uint8Array): number {
  out.set(time, at)
  return at + time.length
}

function field(number: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(11)
  head[0] = (number << 3) | 2
  return Buffer.concat([head.subarray(0, writeVarint(head, 1, content.length)), content])
}

/** Of a whole number from 0 to 2^53. */
function writeVarint(out: Buffer, at: number, value: number): number {
  let rest = value
  let to = at
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) out[to++] = (rest % 128) | 0x80
  out[to++] = rest
  return to
}
