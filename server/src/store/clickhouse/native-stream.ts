/**
 * Native blocks out of an HTTP body, which comes in pieces of any size and may end in an exception: a server that has begun to
 * answer can say what went wrong only behind the rows.
 */
import { engineError } from './failure.ts'
import { decodeAvailable, NativeEndError, NativeFormatError } from './native-decode.ts'
import type { Block, ClickHouseError } from './port.ts'

/** Far above any exception's length, which is all that is looked at. */
const EXCEPTION_BYTES = 64 * 1024
/** The engine's blocks have some megabytes. */
const MAX_BLOCK_BYTES = 256 * 1024 * 1024

export interface ReceivedBlock {
  readonly block: Block
  readonly sizeBytes: number
}

export async function* decodeNativeStream(
  pieces: AsyncIterable<Uint8Array>,
  raw: readonly string[] = [],
): AsyncGenerator<ReceivedBlock, void, undefined> {
  let waiting = new Pieces()
  let broken: unknown
  try {
    for await (const piece of pieces) {
      waiting.push(piece)
      if (!waiting.worthTrying) continue
      const { blocks, rest, failure } = takeBlocks(waiting.joined(), raw)
      yield* blocks
      if (failure !== undefined && rest.length > EXCEPTION_BYTES) throw failure
      if (rest.length > MAX_BLOCK_BYTES) {
        throw new NativeFormatError(`a block has more than ${MAX_BLOCK_BYTES} bytes`)
      }
      waiting = new Pieces(rest)
    }
  } catch (error) {
    broken = error
  }
  const { blocks, rest, failure } = takeBlocks(waiting.joined(), raw)
  yield* blocks
  const exception = inBandException(rest)
  if (exception !== undefined) throw exception
  if (broken !== undefined) throw broken
  if (failure !== undefined) throw failure
  if (rest.length > 0) throw new NativeEndError('the answer ends in the middle of a block')
}

interface Taken {
  readonly blocks: readonly ReceivedBlock[]
  readonly rest: Buffer
  /** The rest is no block: perhaps an exception of the server that is not here whole yet. */
  readonly failure?: unknown
}

function takeBlocks(bytes: Buffer, raw: readonly string[]): Taken {
  try {
    const { blocks, consumed } = decodeAvailable(bytes, raw)
    const sizeBytes = consumed / blocks.length
    return { blocks: blocks.map(block => ({ block, sizeBytes })), rest: bytes.subarray(consumed) }
  } catch (failure) {
    return { blocks: [], rest: bytes, failure }
  }
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
