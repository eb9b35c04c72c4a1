/**
 * The file of one day's chunks, open for reading. It is never changed: a day is built anew as another file of the same name, and who still reads
 * the one before goes on with that.
 */
import { read } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { DayState } from '../clickhouse/sample-days.ts'
import {
  ChunkFileError,
  DIRECTORY_ROW_BYTES,
  type Directory,
  decodeDirectory,
  decodeHead,
  FILE_HEAD_BYTES,
  type FileHead,
} from './chunk-file-format.ts'

export class ChunkFile {
  readonly path: string
  readonly directory: Directory
  readonly bytes: number
  readonly #head: FileHead
  readonly #handle: FileHandle
  /** Whoever opened it is the first. */
  #users = 1

  private constructor(path: string, handle: FileHandle, head: FileHead, directory: Directory, bytes: number) {
    this.path = path
    this.#handle = handle
    this.#head = head
    this.directory = directory
    this.bytes = bytes
  }

  get day(): number {
    return this.#head.day
  }

  /** What the day's samples were when the chunks were built. */
  get state(): DayState {
    return this.#head.state
  }

  get builtMs(): number {
    return this.#head.builtMs
  }

  get samples(): number {
    return this.#head.samples
  }

  /** Its bytes are only read when its chunks are: each has a checksum of its own. */
  static async open(path: string): Promise<ChunkFile> {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const head = decodeHead(await readExactly(handle, 0, Math.min(size, FILE_HEAD_BYTES)))
      const directoryBytes = head.groups * DIRECTORY_ROW_BYTES
      if (head.directoryAt + directoryBytes !== size) throw new ChunkFileError('it is not whole')
      const directory = decodeDirectory(await readExactly(handle, head.directoryAt, directoryBytes), head)
      return new ChunkFile(path, handle, head, directory, size)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  retain(): void {
    this.#users++
  }

  /** Closed when nobody uses it any more. */
  release(): void {
    if (--this.#users === 0) this.#handle.close().catch(() => {})
  }

  /** Fills a place in `into` from a place in the file. With a callback underneath: a question about a month reads hundreds of times. */
  read(into: Uint8Array, at: number, length: number, position: number): Promise<void> {
    const { fd } = this.#handle
    return new Promise((resolve, reject) => {
      const go = (done: number): void =>
        read(fd, into, at + done, length - done, position + done, (error, count) => {
          if (error !== null) reject(error)
          else if (done + count === length) resolve()
          else if (count === 0) reject(new ChunkFileError('it ends early'))
          else go(done + count)
        })
      go(0)
    })
  }
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
