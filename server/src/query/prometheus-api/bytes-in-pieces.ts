/** Bytes that are written one after the other and handed on in pieces. A piece is as long as what is written at once, where that is longer. */
/** Pieces that the allocator would map one by one (process-settings.ts) come with memory that was never touched. */
const PIECE_BYTES = 128 * 1024
/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3

export class BytesInPieces {
  buffer: Buffer
  /** Where the next byte goes. */
  end = 0
  #full: Buffer[] = []

  constructor(expectedBytes: number) {
    this.buffer = Buffer.allocUnsafe(Math.min(expectedBytes, PIECE_BYTES))
  }

  /** To be called before so much is written at `end`. */
  reserve(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return
    if (this.end > 0) this.#full.push(this.buffer.subarray(0, this.end))
    this.buffer = Buffer.allocUnsafe(Math.max(bytes, PIECE_BYTES))
    this.end = 0
  }

  text(text: string): void {
    this.reserve(text.length * MOST_BYTES)
    this.end += this.buffer.write(text, this.end)
  }

  /** The pieces that nothing will be added to. */
  full(): Buffer[] {
    const full = this.#full
    if (full.length > 0) this.#full = []
    return full
  }

  last(): Buffer {
    return this.buffer.subarray(0, this.end)
  }
}
