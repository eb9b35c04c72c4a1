/**
 * Reads an answer's body, bounded while it arrives and while it is unpacked: a gzip bomb ends at the limit, not in memory.
 */
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { HttpFailure } from './failure.ts'

const unpackGzip = promisify(gunzip)
const unpackDeflate = promisify(inflate)

export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  encoding: string,
  announcedBytes: number | undefined,
  maxBytes: number,
): Promise<Buffer> {
  if (announcedBytes !== undefined && announcedBytes > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  const first = chunks[0]
  const raw =
    chunks.length === 1 && first !== undefined
      ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
      : Buffer.concat(chunks, size)
  return unpack(raw, encoding.trim().toLowerCase(), maxBytes)
}

async function unpack(raw: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return raw
  if (encoding !== 'gzip' && encoding !== 'x-gzip' && encoding !== 'deflate') {
    throw new HttpFailure(
      'protocol',
      `the answer is encoded as ${JSON.stringify(encoding)}, which was not asked for`,
    )
  }
  if (raw.length === 0) return raw
  const options = { maxOutputLength: Math.max(1, maxBytes), chunkSize: chunkSizeFor(raw, maxBytes) }
  try {
    return encoding === 'deflate' ? await unpackDeflate(raw, options) : await unpackGzip(raw, options)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new HttpFailure('protocol', `the answer is not valid ${encoding}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** A gzip stream ends in its unpacked size (modulo 2^32): with it one piece of memory suffices. It may lie, so it is only a hint. */
function chunkSizeFor(raw: Buffer, maxBytes: number): number {
  const hint = raw.length >= 4 ? raw.readUInt32LE(raw.length - 4) + 1 : 0
  return Math.max(16 * 1024, Math.min(hint, maxBytes, 1024 * raw.length, 8 * 1024 * 1024))
}

function tooLarge(maxBytes: number): HttpFailure {
  return new HttpFailure('body-too-large', `the answer is larger than the limit of ${maxBytes} bytes`)
}
