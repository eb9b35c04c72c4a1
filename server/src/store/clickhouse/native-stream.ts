/**
 * Native blocks out of an HTTP body, which comes in pieces of any size and may end in an exception: a server that has begun to
 * answer can say what went wrong only behind the rows.
 */
import { engineError } from './failure.ts'
import { decodeAvailable, NativeEndError } from './native-decode.ts'
import type { Block, ClickHouseError } from './port.ts'

/** Far above any exception's length, which is all that is looked at. */
const EXCEPTION_BYTES = 64 * 1024

export interface ReceivedBlock {
  readonly block: Block
  readonly sizeBytes: number
}

export async function* decodeNativeStream(
  pieces: AsyncIterable<Uint8Array>,
  raw: readonly string[] = [],
): AsyncGenerator<ReceivedBlock, void, undefined> {
  let waiting = new Pieces()
  let failure: unknown
  try {
    for await (const piece of pieces) {
      waiting.push(piece)
      if (failure !== undefined || !waiting.worthTrying) continue
      try {
        const bytes = waiting.joined()
        const { blocks, consumed } = decodeAvailable(bytes, raw)
        for (const block of blocks) yield { block, sizeBytes: consumed / blocks.length }
        waiting = new Pieces(bytes.subarray(consumed))
      } catch (error) {
        // Perhaps an exception of the server: read on to its end.
        failure = error
      }
    }
  } catch (error) {
    throw inBandException(waiting.joined()) ?? error
  }
  const rest = waiting.joined()
  if (rest.length === 0) return
  const exception = inBandException(rest)
  if (exception !== undefined) throw exception
  if (failure !== undefined) throw failure
  const { blocks, consumed } = decodeAvailable(rest, raw)
  for (const block of blocks) yield { block, sizeBytes: consumed / blocks.length }
  if (consumed < rest.length) throw new NativeEndError('the answer ends in the middle of a block')
}

/**
 * The exception that stands behind the rows, if one does. Servers since 25.11 frame it with a tag and its length, those before only
 * mark it or write it as it is. Called only where rows were expected and something else came, so that rows that quote an
 * exception are not taken for one.
 */
export function inBandException(bytes: Buffer): ClickHouseError | undefined {
  const tail = bytes.subarray(-EXCEPTION_BYTES).toString('utf8')
  const start = tail.search(/Code: \d+\. DB::Exception: /)
  if (start < 0) return undefined
  return engineError(tail.slice(start).replace(/\r?\n\d+ \w+\r\n__exception__\r\n$/, ''))
}

/** Pieces not decoded yet. Trying is worth it each time they have grown by half, so that a large block is not begun a hundred times. */
class Pieces {
  readonly #pieces: Uint8Array[] = []
  #sizeBytes = 0
  #nextTryBytes = 0

  constructor(first?: Uint8Array) {
    if (first !== undefined && first.length > 0) this.push(first)
    this.#nextTryBytes = this.#sizeBytes * 1.5
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#sizeBytes += piece.length
  }

  get worthTrying(): boolean {
    return this.#sizeBytes >= this.#nextTryBytes
  }

  joined(): Buffer {
    return Buffer.concat(this.#pieces)
  }
}
