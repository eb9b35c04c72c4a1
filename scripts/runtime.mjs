/**
 * Which Node runs Vedette: the one pinned in package.json's optionalDependencies (packages that hold nothing but the binary), the
 * machine's own where no package exists for the platform and it is new enough.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import Module from 'node:module'
import { delimiter, join } from 'node:path'
import { SetupError } from './setup.mjs'

export const NEEDED_MAJOR = 26

/** @param {string} version As in process.versions.node. */
const majorOf = version => Number.parseInt(version, 10)

/** Whether this very process can go on; npm puts the pinned Node first on the PATH, so after the first start it can. */
export function canRunHere() {
  return majorOf(process.versions.node) === NEEDED_MAJOR
}

/**
 * Runs a script as if it had been given to this process: `import.meta.main` is true there, signals reach it directly.
 * @param {readonly string[]} script The file and its arguments.
 */
export function runHere(script) {
  process.argv = [process.execPath, ...script]
  Module.runMain()
}

/**
 * @param {string} root
 * @param {{ path: string, version: string }} own
 * @returns {string} A path.
 */
export function findNode(root, own = { path: process.execPath, version: process.versions.node }) {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  let problem = `npm has no Node ${NEEDED_MAJOR} package for ${process.platform}-${process.arch}`
  if (existsSync(pinned)) {
    const { status, stdout, error } = spawnSync(pinned, ['--version'], { encoding: 'utf8' })
    const version = status === 0 ? stdout.trim().replace(/^v/, '') : ''
    if (majorOf(version) >= NEEDED_MAJOR) return pinned
    problem = `the Node from npm can't be used here (${version === '' ? (error?.message ?? `exit code ${status}`) : `it is ${version}`})`
  }
  if (majorOf(own.version) >= NEEDED_MAJOR) return own.path
  throw new SetupError(
    `Vedette needs Node ${NEEDED_MAJOR} or later: ${problem}, and the Node of this machine is ${own.version}. ` +
      `Install Node ${NEEDED_MAJOR} (https://nodejs.org) and run the command again.`,
  )
}

/**
 * Runs a script on another Node, passes signals on and ends as it ends.
 * @param {string} node
 * @param {readonly string[]} script
 * @param {string} root
 * @returns {Promise<number>} The exit code.
 */
export function runOn(node, script, root) {
  return new Promise((resolve, reject) => {
    const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
    const child = spawn(node, script, { stdio: 'inherit', env: { ...process.env, PATH: path } })
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    /** @param {NodeJS.Signals} signal */
    const forward = signal => void child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    const settle = () => {
      for (const signal of signals) process.off(signal, forward)
    }
    child.once('error', error => {
      settle()
      reject(new SetupError(`${node} could not be started: ${error.message}`))
    })
    child.once('exit', (code, signal) => {
      settle()
      // Dying of the same signal tells the caller (npm, a shell, systemd) what happened, as if there were no process between.
      if (signal !== null) process.kill(process.pid, signal)
      resolve(code ?? 1)
    })
  })
}
