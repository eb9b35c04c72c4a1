/** Files of chunks: what was written comes back whole for any choice of series, and no damaged byte gets through. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { ChunkFile } from './chunk-file.ts'
import { type Chunk, ChunkFileError, FILE_HEAD_BYTES } from './chunk-file-format.ts'
import { ChunkFileWriter } from './chunk-file-writer.ts'
import { DayCursor, UnreadableChunks } from './day-cursor.ts'

const ABOUT = {
  day: 20_000,
  state: { firstBlock: 3n, lastBlock: 2n ** 40n, mutation: 0n },
  builtMs: 1.7e12,
  samples: 12,
}

/** Series with one chunk or several, each of up to 40 kB: files of many groups, in which a series may begin in one and end in another. */
const someChunks: fc.Arbitrary<Chunk[]> = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), { minLength: 1, maxLength: 40 })
  .chain(ids =>
    fc.tuple(
      fc.constant(ids.sort((a, b) => (a < b ? -1 : 1))),
      fc.array(fc.array(fc.tuple(fc.nat(40_000), fc.nat(255)), { minLength: 1, maxLength: 5 }), {
        minLength: ids.length,
        maxLength: ids.length,
      }),
    ),
  )
  .map(([ids, pieces]) =>
    ids.flatMap((id, i) =>
      pieces[i]!.map(([length, byte]) => ({ id, body: new Uint8Array(length + 1).fill(byte) })),
    ),
  )

async function write(path: string, chunks: readonly Chunk[], parts: number): Promise<void> {
  const writer = await ChunkFileWriter.create(path)
  const size = Math.ceil(chunks.length / parts)
  for (let from = 0; from < chunks.length; from += size) await writer.write(chunks.slice(from, from + size))
  await writer.finish(ABOUT)
}

/** What a walk over the file shows, each chunk as the series, its length and its first byte. */
async function read(file: ChunkFile, ids: readonly bigint[], groups = 2): Promise<string[]> {
  const arena = Buffer.alloc(DayCursor.roomFor(file, groups) + 8)
  const cursor = new DayCursor(file, BigUint64Array.from(ids), arena, 8, groups)
  const found: string[] = []
  try {
    for (let index = 0; index < ids.length; index++) {
      while (true) {
        if (cursor.isSpent) await cursor.next()
        if (!cursor.isOf(index)) break
        const body = arena.subarray(cursor.begin, cursor.begin + cursor.length)
        expect(body.every(byte => byte === body[0])).toBe(true)
        found.push(shown({ id: ids[index]!, body }))
        cursor.step()
        // What is read ahead has its time to do harm.
        if (found.length % 3 === 0) await new Promise(resolve => setTimeout(resolve, 1))
      }
    }
  } finally {
    await cursor.settled()
  }
  return found
}

const shown = ({ id, body }: Chunk): string => `${id} ${body.length} ${body[0]}`

describe('a file of chunks', () => {
  it('gives back the chunks of the series that are asked for', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'day')
    await fc.assert(
      fc.asyncProperty(
        someChunks,
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.boolean()),
        async (chunks, parts, isThere) => {
          await write(path, chunks, parts)
          const file = await ChunkFile.open(path)
          // Whole groups of a file may have none of the series that are asked for, though they lie among its own.
          const there = new Set(chunks.map(({ id }) => id))
          const asked = [...there].map(id => (isThere.next().value === true ? id : id + 1n))
          const ids = [...new Set(asked)].sort((a, b) => (a < b ? -1 : 1))
          const expected = chunks.filter(({ id }) => ids.includes(id)).map(shown)
          for (const groups of [1, 2]) expect(await read(file, ids, groups)).toEqual(expected)
          expect(file).toMatchObject(ABOUT)
          file.release()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('gives them back or nothing, whichever byte is changed and wherever it ends', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'day')
    await fc.assert(
      fc.asyncProperty(
        someChunks,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('head', 'anywhere', 'end'),
        async (chunks, place, change, how) => {
          await write(path, chunks, 1)
          const bytes = await readFile(path)
          const at = Math.floor(place * (how === 'head' ? FILE_HEAD_BYTES : bytes.length))
          bytes[at]! ^= change
          await writeFile(path, how === 'end' ? bytes.subarray(0, at) : bytes)
          const ids = [...new Set(chunks.map(({ id }) => id))]
          const file = await ChunkFile.open(path).catch((error: unknown) => {
            expect(error).toBeInstanceOf(ChunkFileError)
            return undefined
          })
          if (file === undefined) return
          await expect(read(file, ids)).rejects.toThrow(UnreadableChunks)
          file.release()
        },
      ),
      { numRuns: 120 },
    )
  })

  it('may be empty', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'day')
    await write(path, [], 1)
    const file = await ChunkFile.open(path)
    expect(await read(file, [1n])).toEqual([])
    file.release()
  })

  it('goes on being read by who has it open when another takes its name', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'day')
    const [before, after] = [1, 2].map(byte => [{ id: 7n, body: new Uint8Array(9).fill(byte) }])
    await write(path, before!, 1)
    const file = await ChunkFile.open(path)
    file.retain()
    await write(path, after!, 1)
    file.release()
    expect(await read(file, [7n])).toEqual(['7 9 1'])
    file.release()
  })
})
