/**
 * The file through which a block goes into the embedded engine: chDB reads Native only from files, and doing so costs a quarter of
 * what any text format does. It is written over in place, never truncated first, so that the system's dirty pages are reused and
 * little of it ever reaches the disk.
 */
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf } from '../../errors.ts'
import { NO_SPACE, numberedError } from './failure.ts'

const SUFFIX = '.block.native'

/** Above this the file is cut back after use, so that one large block does not hold disk space for ever. */
const KEPT_BYTES = 64 * 1024 * 1024

export class InsertFile {
  readonly path: string
  readonly #file: FileHandle
  #sizeBytes = 0

  constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** Makes the directory and removes what a process that died left in it. */
  static async open(directory: string): Promise<InsertFile> {
    await mkdir(directory, { recursive: true })
    for (const name of await readdir(directory)) {
      if (name.endsWith(SUFFIX)) await rm(join(directory, name), { force: true })
    }
    const path = join(resolve(directory), `${process.pid}${SUFFIX}`)
    return new InsertFile(path, await open(path, 'w+', 0o600))
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#file.write(bytes, at, bytes.length - at, at)).bytesWritten
      }
      if (this.#sizeBytes > bytes.length) await this.#file.truncate(bytes.length)
      this.#sizeBytes = bytes.length
    } catch (error) {
      // Whatever is in the file now must not count as written.
      this.#sizeBytes = Number.MAX_SAFE_INTEGER
      throw numberedError(NO_SPACE, `a block can't be written to ${this.path}: ${messageOf(error)}`, error)
    }
  }

  /** Gives the disk space of an unusually large block back. */
  async shrink(): Promise<void> {
    if (this.#sizeBytes <= KEPT_BYTES) return
    await this.#file.truncate(0)
    this.#sizeBytes = 0
  }

  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.path, { force: true })
  }
}
