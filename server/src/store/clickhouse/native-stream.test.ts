import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NativeEncoder } from './native.ts'
import { NativeEndError, NativeFormatError } from './native-decode.ts'
import { decodeNativeStream } from './native-stream.ts'
import { type Block, ClickHouseError } from './port.ts'

const blocks = fc.array(
  fc.array(fc.string({ unit: 'binary' }).map(value => value.toWellFormed())).map(
    (rows): Block => ({
      rowCount: rows.length,
      columns: [
        { name: 'text', type: 'String', values: rows },
        { name: 'size', type: 'Float64', values: Float64Array.from(rows, row => row.length) },
      ],
    }),
  ),
  { maxLength: 6 },
)

function encoded(parts: readonly Block[]): Buffer {
  const encoder = new NativeEncoder()
  return Buffer.concat(parts.map(part => Buffer.from(encoder.encode(part))))
}

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function received(from: AsyncIterable<Uint8Array>): Promise<Block[]> {
  const out: Block[] = []
  for await (const { block } of decodeNativeStream(from)) out.push(block)
  return out
}

const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 })

describe('Native blocks in pieces', () => {
  it('come out as they went in, wherever they were cut', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, sizes, async (parts, cuts) => {
        expect(await received(pieces(encoded(parts), cuts))).toEqual(parts)
      }),
    )
  })

  it('end in an error when they break off', async () => {
    const bytes = encoded([{ rowCount: 1, columns: [{ name: 'v', type: 'String', values: ['abc'] }] }])
    await expect(received(pieces(bytes.subarray(0, -1), [3]))).rejects.toBeInstanceOf(NativeEndError)
  })

  it('survive mutated and random bytes: blocks, or a typed error', async () => {
    const mutated = fc.tuple(blocks, fc.nat(), fc.nat({ max: 255 })).map(([parts, at, byte]) => {
      const bytes = encoded(parts)
      if (bytes.length > 0) bytes[at % bytes.length] = byte
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), sizes, async (bytes, cuts) => {
        try {
          await received(pieces(bytes, cuts))
        } catch (error) {
          expect(error instanceof NativeFormatError || error instanceof ClickHouseError).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are given up where something else comes without end', async () => {
    let sent = 0
    async function* noise(): AsyncGenerator<Uint8Array> {
      for (; sent < 1000; sent++) yield Buffer.alloc(16 * 1024, 'noise ')
    }
    await expect(received(noise())).rejects.toBeInstanceOf(NativeFormatError)
    expect(sent).toBeLessThan(20)
  })

  it('are not taken for an exception because a row quotes one', async () => {
    const quote = 'Code: 60. DB::Exception: no such table'
    const parts: Block[] = [{ rowCount: 1, columns: [{ name: 'v', type: 'String', values: [quote] }] }]
    expect(await received(pieces(encoded(parts), [7]))).toEqual(parts)
  })
})
