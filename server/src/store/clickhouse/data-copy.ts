/**
 * A copy of the embedded engine's files that costs little: large data files are hard links, because the engine never changes one that
 * it has written, everything else is copied. Works beside a running engine: what its merges take away meanwhile is noticed, and the copy
 * begun again.
 */
import { copyFile, link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'

export interface Copied {
  readonly files: number
  readonly copiedBytes: number
  readonly sharedBytes: number
}

/** Small ones are cheap to copy, and some of them (lists of columns, versions) may be written again in place. */
const LINK_FROM_BYTES = 256 * 1024
const ATTEMPTS = 5

export async function copyEngineFiles(from: string, to: string, signal?: AbortSignal): Promise<Copied> {
  for (let attempt = 1; ; attempt++) {
    await rm(to, { recursive: true, force: true })
    const copied = { files: 0, copiedBytes: 0, sharedBytes: 0 }
    try {
      await copyDirectory(from, to, copied, signal)
      return copied
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error
    }
  }
}

interface Counts {
  files: number
  copiedBytes: number
  sharedBytes: number
}

async function copyDirectory(from: string, to: string, counts: Counts, signal?: AbortSignal): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true })
  await mkdir(to, { recursive: true })
  for (const entry of entries) {
    signal?.throwIfAborted()
    // The lock of the running engine, and what its queries spill.
    if (entry.name === 'status' || entry.name.startsWith('tmp')) continue
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) await copyDirectory(source, target, counts, signal)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else await copyOne(source, target, counts)
  }
}

async function copyOne(source: string, target: string, counts: Counts): Promise<void> {
  const { size } = await lstat(source)
  counts.files++
  if (size >= LINK_FROM_BYTES && source.endsWith('.bin')) {
    try {
      await link(source, target)
      counts.sharedBytes += size
      return
    } catch (error) {
      // File systems without hard links, and copies across them.
      if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].includes(codeOf(error))) throw error
    }
  }
  await copyFile(source, target)
  counts.copiedBytes += size
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
