/**
 * One process per data directory. The exclusion itself is a lock that the kernel holds for the process, so it ends with the process
 * however that dies, and neither a stale file nor a recycled process id can mislead it. Node's own API offers no such lock, SQLite
 * (part of Node) takes one on any file: `vedette.lock.guard` is that file, empty, and stays. It must not be opened by anything else
 * in this process (copying the data directory, say): POSIX locks go when any handle of the process closes.
 *
 * `vedette.lock` beside it says who holds the lock, for the second process and for the command line.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, VedetteError } from '../errors.ts'

const OWNER_FILE = 'vedette.lock'
const GUARD_FILE = 'vedette.lock.guard'

/** Who works in a data directory, as `vedette.lock` says it. */
export interface DataDirectoryOwner {
  readonly pid: number
  readonly startedMs: number
  /** Where it answers, once it does, and the token with which commands on this machine may speak to it. */
  readonly url?: string
  readonly adminToken?: string
}

export interface DataDirectoryLock {
  publish(where: { readonly url: string; readonly adminToken: string }): Promise<void>
  release(): Promise<void>
}

/** Makes the directory where it is missing. Rejects with `data-directory-locked` while another process has it. */
export async function lockDataDirectory(
  path: string,
  options: { readonly nowMs?: () => number } = {},
): Promise<DataDirectoryLock> {
  const directory = resolve(path)
  try {
    await mkdir(directory, { recursive: true })
    const guard = takeGuard(join(directory, GUARD_FILE))
    if (guard === undefined) throw await lockedError(directory)
    const owner: DataDirectoryOwner = { pid: process.pid, startedMs: (options.nowMs ?? Date.now)() }
    await writeOwner(directory, owner).catch(error => {
      guard.close()
      throw error
    })
    return {
      publish: where => writeOwner(directory, { ...owner, ...where }),
      release: async () => {
        if (!guard.isOpen) return
        await rm(join(directory, OWNER_FILE), { force: true })
        guard.close()
      },
    }
  } catch (error) {
    if (error instanceof VedetteError) throw error
    throw new VedetteError(
      'config-invalid',
      `the data directory ${directory} can't be used (--data names it): ${messageOf(error)}`,
      { cause: error },
    )
  }
}

/** What the process that last held the directory wrote; it may have died since. */
export async function readDataDirectoryOwner(path: string): Promise<DataDirectoryOwner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(join(path, OWNER_FILE), 'utf8'))
    return isOwner(owner) ? owner : undefined
  } catch {
    return undefined
  }
}

function isOwner(value: unknown): value is DataDirectoryOwner {
  return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number'
}

function takeGuard(path: string): DatabaseSync | undefined {
  const guard = new DatabaseSync(path, { timeout: 0 })
  try {
    guard.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return guard
  } catch (error) {
    guard.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined
    throw error
  }
}

const SQLITE_BUSY = 5

async function writeOwner(directory: string, owner: DataDirectoryOwner): Promise<void> {
  const path = join(directory, OWNER_FILE)
  await writeFile(`${path}.new`, `${JSON.stringify(owner)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function lockedError(directory: string): Promise<VedetteError> {
  const owner = await readDataDirectoryOwner(directory)
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`
  const where = owner?.url === undefined ? '' : `, which answers at ${owner.url}`
  const stop = owner === undefined ? '' : ` (kill ${owner.pid})`
  return new VedetteError(
    'data-directory-locked',
    `the data directory ${directory} is in use by ${who}${where}. ` +
      `Stop it first${stop}, or give this one a directory of its own with --data`,
  )
}
