/**
 * Memory for the head's samples: each series has one slab, a contiguous run of times and values, so that a query walks plain
 * arrays. Slabs come in size classes (each half again as large as the last or so) from segments of 64 Ki samples; a segment that
 * is wholly free goes back and may serve another class.
 *
 * Times are 32-bit offsets in milliseconds from a base that the series keeps: 12 bytes a sample instead of 16.
 */
const SEGMENT_SAMPLES = 65_536
const CLASSES: readonly number[] = [
  8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 640, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192,
  16_384, 32_768, 65_536,
]

export const LARGEST_SLAB = SEGMENT_SAMPLES

interface Segment {
  readonly offsets: Int32Array
  /** The memory of `offsets`. */
  readonly offsetBytes: Buffer
  readonly values: Float64Array
  sizeClass: number
  live: number
}

export class SampleSlabs {
  readonly #segments: Segment[] = []
  readonly #unused: number[] = []
  /** Free slab addresses by class; an address is segment * 65536 + position. */
  readonly #free: number[][] = CLASSES.map(() => [])
  #liveSegments = 0

  /** What the segments in use take, whether their slabs are full or not. */
  get bytes(): number {
    return this.#liveSegments * SEGMENT_SAMPLES * 12
  }

  capacityOf(sizeClass: number): number {
    return CLASSES[sizeClass]!
  }

  /** The smallest class that holds so many samples. */
  classFor(samples: number): number {
    let sizeClass = 0
    while (sizeClass < CLASSES.length - 1 && CLASSES[sizeClass]! < samples) sizeClass++
    return sizeClass
  }

  allocate(sizeClass: number): number {
    const free = this.#free[sizeClass]!
    if (free.length === 0) this.#carve(sizeClass)
    const address = free.pop()!
    this.#segments[address >>> 16]!.live++
    return address
  }

  release(address: number, sizeClass: number): void {
    const index = address >>> 16
    const segment = this.#segments[index]!
    segment.live--
    const free = this.#free[sizeClass]!
    free.push(address)
    if (segment.live === 0) this.#giveBack(index)
  }

  offsets(address: number): Int32Array {
    return this.#segments[address >>> 16]!.offsets
  }

  offsetBytes(address: number): Buffer {
    return this.#segments[address >>> 16]!.offsetBytes
  }

  values(address: number): Float64Array {
    return this.#segments[address >>> 16]!.values
  }

  /** Where in its segment's arrays a slab begins. */
  position(address: number): number {
    return address & 0xffff
  }

  #carve(sizeClass: number): void {
    const capacity = CLASSES[sizeClass]!
    let index = this.#unused.pop()
    if (index === undefined) {
      index = this.#segments.length
      if (index >= 32_768) throw new RangeError('the head can address 32768 segments, and all are in use')
      this.#segments.push(segmentOf(SEGMENT_SAMPLES, sizeClass))
    } else {
      this.#segments[index] = segmentOf(SEGMENT_SAMPLES, sizeClass)
    }
    this.#liveSegments++
    const free = this.#free[sizeClass]!
    for (let at = SEGMENT_SAMPLES - capacity; at >= 0; at -= capacity) free.push(index * SEGMENT_SAMPLES + at)
  }

  #giveBack(index: number): void {
    const { sizeClass } = this.#segments[index]!
    this.#free[sizeClass] = this.#free[sizeClass]!.filter(address => address >>> 16 !== index)
    this.#segments[index] = segmentOf(0, sizeClass)
    this.#unused.push(index)
    this.#liveSegments--
  }
}

function segmentOf(samples: number, sizeClass: number): Segment {
  const offsets = new Int32Array(samples)
  return {
    offsets,
    offsetBytes: Buffer.from(offsets.buffer),
    values: new Float64Array(samples),
    sizeClass,
    live: 0,
  }
}
