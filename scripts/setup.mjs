/**
 * Installs what package-lock.json names when node_modules is missing or holds something else, and says so.
 *
 * npm writes what it installed to node_modules/.package-lock.json. A stamp with the hash of both lock files marks a pair that was found to
 * agree, so that the usual start reads two files and compares one line.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { withSetupLock } from './setup-lock.mjs'

const PROGRESS_EVERY_MS = 10_000

/** A failure that its words explain fully; no stack is needed. */
export class SetupError extends Error {}

/**
 * @typedef {object} SetupOptions
 * @property {string} root
 * @property {(line: string) => void} say
 * @property {string} [npm]
 */

/**
 * @param {SetupOptions} options
 * @returns {Promise<{ installed: boolean }>}
 */
export async function setUp({ root, say, npm = 'npm' }) {
  if (whyInstall(root) === undefined) return { installed: false }
  return withSetupLock(root, say, async () => {
    // Another start of the same clone may have done the work while this one waited.
    const reason = whyInstall(root)
    if (reason === undefined) return { installed: true }
    say(`installing dependencies, because ${reason} (npm ci; about 1 GB on disk, usually about a minute)`)
    const startedMs = Date.now()
    await npmCi(root, npm, say)
    writeStamp(root)
    say(`dependencies are installed (${seconds(Date.now() - startedMs)})`)
    return { installed: true }
  })
}

/**
 * Why node_modules is not what package-lock.json asks for; undefined when it is.
 * @param {string} root
 */
export function whyInstall(root) {
  const wanted = readIfThere(join(root, 'package-lock.json'))
  if (wanted === undefined)
    throw new SetupError(`package-lock.json is missing in ${root}: is the clone complete?`)
  if (!existsSync(join(root, 'node_modules'))) return 'node_modules is missing'
  const present = readIfThere(installedLockPath(root))
  if (present === undefined) return 'an earlier installation did not finish'
  if (readIfThere(stampPath(root)) === stampOf(wanted, present)) return undefined
  const reason = firstDifference(JSON.parse(wanted), JSON.parse(present))
  if (reason === undefined) writeStamp(root)
  return reason
}

/**
 * @typedef {{ version?: string, resolved?: string, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string[] }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * The first package that is missing or differs, in words. Packages for other platforms are no difference.
 * @param {Lock} wanted
 * @param {Lock} present
 * @param {{ os: string, cpu: string }} platform
 */
export function firstDifference(wanted, present, platform = { os: process.platform, cpu: process.arch }) {
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (path === '') continue
    const name = path.replace(/^.*node_modules\//, '')
    const there = present.packages[path]
    if (there === undefined) {
      if (entry.optional !== true || isForPlatform(entry, platform)) return `${name} is not installed`
    } else if (there.version !== entry.version) {
      return `${name} is ${there.version ?? 'without version'} and should be ${entry.version}`
    } else if (there.resolved !== entry.resolved) {
      return `${name} comes from another source than it should`
    }
  }
  return undefined
}

/**
 * Whether an optional package must be there. Only sure where it names system and processor; which C library is in use is left to npm.
 * @param {LockEntry} entry
 * @param {{ os: string, cpu: string }} platform
 */
function isForPlatform(entry, platform) {
  return (
    entry.libc === undefined &&
    [entry.os].flat().includes(platform.os) &&
    [entry.cpu].flat().includes(platform.cpu)
  )
}

/**
 * @param {string} root
 * @param {string} npm
 * @param {(line: string) => void} say
 * @returns {Promise<void>}
 */
function npmCi(root, npm, say) {
  return new Promise((resolve, reject) => {
    const startedMs = Date.now()
    // Development packages always: NODE_ENV=production must not leave the tests without their runner.
    const child = spawn(npm, ['ci', '--include=dev', '--include=optional', '--loglevel=error'], {
      cwd: root,
      env: { ...process.env, PATH: pathWithout(root, process.env.PATH ?? '') },
      stdio: ['ignore', 2, 2],
    })
    const progress = setInterval(
      () => say(`still installing (${seconds(Date.now() - startedMs)})`),
      PROGRESS_EVERY_MS,
    )
    child.once('error', error => {
      clearInterval(progress)
      reject(
        new SetupError(`npm could not be started (${error.message}). It comes with Node: is it on the PATH?`),
      )
    })
    child.once('exit', (code, signal) => {
      clearInterval(progress)
      if (code === 0) return resolve()
      const how = signal === null ? `exit code ${code}` : signal
      reject(
        new SetupError(
          `npm ci failed (${how}); its own message stands above. Usual causes: no way to the npm registry (proxy, ` +
            'firewall), a full disk, or a package.json that was changed without running npm install. ' +
            'Run the command again when it is mended.',
        ),
      )
    })
  })
}

/**
 * The PATH without this repository's own binaries: npm must not run on the very Node that it is about to replace.
 * @param {string} root
 * @param {string} path
 */
export function pathWithout(root, path) {
  return path
    .split(delimiter)
    .filter(folder => !`${folder}${sep}`.startsWith(join(root, 'node_modules') + sep))
    .join(delimiter)
}

/** @param {string} root */
function writeStamp(root) {
  const wanted = readIfThere(join(root, 'package-lock.json'))
  const present = readIfThere(installedLockPath(root))
  if (wanted !== undefined && present !== undefined) writeFileSync(stampPath(root), stampOf(wanted, present))
}

/** @param {string[]} texts */
function stampOf(...texts) {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\0')
  return `${hash.digest('hex')}\n`
}

/** @param {string} root */
const installedLockPath = root => join(root, 'node_modules', '.package-lock.json')
/** @param {string} root */
const stampPath = root => join(root, 'node_modules', '.vedette-setup')

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** @param {number} ms */
const seconds = ms => `${Math.round(ms / 1000)} s`
