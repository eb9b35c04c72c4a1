/**
 * A small file (a secret, a certificate) that is read when it is used: rotated files take effect without a reload.
 *
 * Its text is kept for as long as the file looks the same (inode, size, times to the nanosecond, symlinks followed, as
 * Kubernetes swaps mounted secrets by symlink), so that a steady use costs one stat.
 */
import { readFile, stat } from 'node:fs/promises'
import { messageOf } from '../../errors.ts'
import { HttpFailure } from './failure.ts'

const MAX_BYTES = 16 * 1024 * 1024

export interface FreshFile {
  readonly path: string
  /** Throws an HttpFailure that names the setting and the file. */
  text(): Promise<string>
}

/** `setting` is the key of the configuration that names the file, for the error. */
export function createFreshFile(path: string, setting: string): FreshFile {
  let fingerprint = ''
  let text = ''
  return {
    path,
    async text() {
      try {
        const now = await stat(path, { bigint: true })
        const seen = `${now.dev}:${now.ino}:${now.size}:${now.mtimeNs}:${now.ctimeNs}`
        if (seen !== fingerprint) {
          if (now.size > MAX_BYTES) throw new Error(`it has ${now.size} bytes, more than ${MAX_BYTES}`)
          text = await readFile(path, 'utf8')
          fingerprint = seen
        }
        return text
      } catch (cause) {
        throw new HttpFailure('credentials', `${setting}: cannot read ${path}: ${reasonOf(cause)}`, { cause })
      }
    },
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EISDIR') return 'it is a directory'
  return messageOf(error)
}
