/**
 * Writes the file of a day's chunks, under another name until it is whole and on the disk: whatever ends the process meanwhile leaves a file that nobody
 * takes for one.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import {
  type Chunk,
  encodeGroup,
  encodeHead,
  FILE_HEAD_BYTES,
  type FileHead,
  GROUP_BYTES,
  MOST_IN_GROUP,
} from './chunk-file-format.ts'

export const UNFINISHED = '.part'

export type AboutDay = Pick<FileHead, 'day' | 'state' | 'builtMs' | 'samples'>

export class ChunkFileWriter {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #rows: Buffer[] = []
  #at = FILE_HEAD_BYTES

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  static async create(path: string): Promise<ChunkFileWriter> {
    return new ChunkFileWriter(path, await open(path + UNFINISHED, 'w'))
  }

  /** Chunks sorted by series and time, behind those of earlier calls. */
  async write(chunks: readonly Chunk[]): Promise<void> {
    const beginsAt = this.#at
    const groups: Buffer[] = []
    let first = 0
    let bytes = 0
    for (let i = 0; i < chunks.length; i++) {
      bytes += chunks[i]!.body.length
      const count = i + 1 - first
      if (bytes < GROUP_BYTES && count < MOST_IN_GROUP && i + 1 < chunks.length) continue
      const { group, row } = encodeGroup(chunks.slice(first, i + 1), this.#at)
      groups.push(group)
      this.#rows.push(row)
      this.#at += group.length
      first = i + 1
      bytes = 0
    }
    await writeAll(this.#handle, Buffer.concat(groups), beginsAt)
  }

  /** From here on there is a file of this name. */
  async finish(about: AboutDay): Promise<void> {
    const directory = Buffer.concat(this.#rows)
    const head = encodeHead({
      ...about,
      groups: this.#rows.length,
      directoryAt: this.#at,
      directoryCrc: crc32(directory),
    })
    await writeAll(this.#handle, directory, this.#at)
    await writeAll(this.#handle, head, 0)
    await this.#handle.sync()
    await this.#handle.close()
    await rename(this.#path + UNFINISHED, this.#path)
    await syncDirectory(dirname(this.#path))
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {})
    await rm(this.#path + UNFINISHED, { force: true })
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** So that a name that came or went stays so when the power fails. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
