/**
 * Times of samples as doubles, one array for all series with the same times: what scrapes bring comes at the same moments, and who works something
 * out from times can keep it by the array. A small table of those seen last; equal is what was compared whole.
 */
const SLOTS = 512

interface Known {
  readonly firstMs: number
  readonly spanMs: number
  /** The offsets of the series that was seen with these times last, and what they count from. */
  baseMs: number
  offsets: Buffer
  readonly timesMs: Float64Array
}

export class TimeColumns {
  readonly #slots: (Known | undefined)[] = new Array(SLOTS)

  /** The times base + offsets[from..to); `bytes` is the memory of `offsets`. Not empty. */
  of(offsets: Int32Array, bytes: Buffer, from: number, to: number, baseMs: number): Float64Array {
    const count = to - from
    const firstMs = baseMs + offsets[from]!
    const spanMs = offsets[to - 1]! - offsets[from]!
    const slot = slotOf(firstMs, spanMs, count)
    const known = this.#slots[slot]
    if (known !== undefined && known.firstMs === firstMs && known.timesMs.length === count) {
      if (known.baseMs === baseMs) {
        if (known.offsets.compare(bytes, from * 4, to * 4) === 0) return known.timesMs
      } else if (known.spanMs === spanMs && sameTimes(known.timesMs, offsets, from, baseMs)) {
        known.baseMs = baseMs
        known.offsets = Buffer.from(bytes.subarray(from * 4, to * 4))
        return known.timesMs
      }
    }
    const timesMs = new Float64Array(count)
    for (let i = 0; i < count; i++) timesMs[i] = baseMs + offsets[from + i]!
    this.#slots[slot] = {
      firstMs,
      spanMs,
      baseMs,
      offsets: Buffer.from(bytes.subarray(from * 4, to * 4)),
      timesMs,
    }
    return timesMs
  }
}

/** One time, as a column of one. */
export class SingleTimes {
  readonly #slots: (Float64Array | undefined)[] = new Array(SLOTS)

  of(columns: Float64Array, at: number): Float64Array {
    const timeMs = columns[at]!
    const slot = slotOf(timeMs, 0, 1)
    const known = this.#slots[slot]
    if (known !== undefined && known[0] === timeMs) return known
    const timesMs = new Float64Array(1)
    timesMs[0] = timeMs
    this.#slots[slot] = timesMs
    return timesMs
  }
}

function slotOf(firstMs: number, spanMs: number, count: number): number {
  // The low 32 bits of a time tell series' phases apart.
  const mixed = Math.imul(Math.imul(firstMs | 0, 0x9e3779b1) ^ spanMs ^ (count << 20), 0x85ebca6b)
  return (mixed >>> 16) & (SLOTS - 1)
}

function sameTimes(timesMs: Float64Array, offsets: Int32Array, from: number, baseMs: number): boolean {
  for (let i = 0; i < timesMs.length; i++) if (timesMs[i] !== baseMs + offsets[from + i]!) return false
  return true
}
