/** Only one process at a time installs into a clone: `npm start` and `npm test` are often typed side by side. */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const LOOK_AGAIN_MS = 500

/**
 * @template T
 * @param {string} root
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, say, work) {
  // Outside of node_modules, which npm ci deletes.
  const path = join(
    tmpdir(),
    `vedette-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.pid`,
  )
  let announced = false
  for (;;) {
    const holder = take(path)
    if (holder === undefined) break
    if (!announced) say(`another set-up of this folder is under way (process ${holder}); waiting for it`)
    announced = true
    await wait(LOOK_AGAIN_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/**
 * Takes the lock; gives the process that holds it where one that still lives does.
 * @param {string} path
 * @returns {number | undefined}
 */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return undefined
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') return undefined
  }
  const holder = Number(readIfThere(path))
  if (isAlive(holder)) return holder
  rmSync(path, { force: true })
  return take(path)
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It exists and belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
