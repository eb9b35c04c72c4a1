import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface DiskUse {
  /** The sum of the files' lengths. */
  readonly bytes: number
  /** What the file system has set aside for them. */
  readonly allocatedBytes: number
  readonly files: number
}

/** What lies under a directory; hard links count once. Files may come and go meanwhile. */
export function diskUse(dir: string, skip: (path: string) => boolean = () => false): DiskUse {
  const seen = new Set<string>()
  let bytes = 0
  let allocatedBytes = 0
  const pending = [dir]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (skip(path)) continue
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) continue
    if (stat.isDirectory()) {
      for (const name of readdirSync(path)) pending.push(join(path, name))
      continue
    }
    const inode = `${stat.dev}:${stat.ino}`
    if (seen.has(inode)) continue
    seen.add(inode)
    bytes += stat.size
    allocatedBytes += stat.blocks * 512
  }
  return { bytes, allocatedBytes, files: seen.size }
}
