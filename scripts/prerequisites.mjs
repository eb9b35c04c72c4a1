/**
 * Programs that don't come from npm and that the tests use as real clients. Where this is Debian (or a child of it) and we are root they are
 * installed, without starting their services; elsewhere a line says which tests will be skipped. With CI=true nothing is skipped: a missing
 * program is a failure.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupError } from './setup.mjs'

/**
 * @typedef {object} Prerequisite
 * @property {string} name
 * @property {readonly string[]} commands What it is called; the first found serves.
 * @property {readonly string[]} [folders] Where else it may lie, when the PATH leads to none; one `*` stands for a version, the highest first.
 * @property {string} debianPackage
 * @property {string} tests What the tests do with it.
 */

/** @type {readonly Prerequisite[]} */
export const PREREQUISITES = [
  {
    name: 'prometheus',
    commands: ['prometheus'],
    debianPackage: 'prometheus',
    tests: 'those that have a real Prometheus remote-write into Vedette or answer beside it',
  },
  {
    name: 'promtool',
    commands: ['promtool'],
    debianPackage: 'prometheus',
    tests: 'those that ask the HTTP API and check /metrics with promtool',
  },
  {
    name: 'node-exporter',
    commands: ['prometheus-node-exporter', 'node_exporter'],
    debianPackage: 'prometheus-node-exporter',
    tests: 'those that scrape a real node exporter',
  },
  {
    name: 'postgresql',
    commands: ['initdb'],
    folders: ['/usr/lib/postgresql/*/bin'],
    debianPackage: 'postgresql',
    tests: 'those that run CloudCart’s databases on a real PostgreSQL',
  },
  {
    name: 'redis-server',
    commands: ['redis-server'],
    debianPackage: 'redis-server',
    tests: 'those that run CloudCart’s cache on a real Redis',
  },
  {
    name: 'kcat',
    commands: ['kcat', 'kafkacat'],
    debianPackage: 'kcat',
    tests: 'those that run CloudCart’s events through Kafka’s protocol',
  },
  {
    name: 'chromium',
    commands: ['chromium', 'chromium-browser'],
    debianPackage: 'chromium',
    tests: 'those that use CloudCart’s storefront in a browser',
  },
]

/**
 * The path of a program, undefined where the machine lacks it.
 * @param {string} name As in PREREQUISITES.
 * @param {string} [root] What the folders outside of the PATH lie under.
 */
export function findPrerequisite(name, path = process.env.PATH ?? '', root = '/') {
  const prerequisite = PREREQUISITES.find(each => each.name === name)
  if (prerequisite === undefined) throw new Error(`${name} is not listed in scripts/prerequisites.mjs`)
  const others = (prerequisite.folders ?? []).flatMap(folder => versionsOf(join(root, folder)))
  const folders = [...path.split(delimiter), ...others]
  for (const command of prerequisite.commands) {
    for (const folder of folders) {
      const candidate = join(folder, command)
      if (folder !== '' && isExecutable(candidate)) return candidate
    }
  }
  return undefined
}

/**
 * The folders that a pattern with one `*` stands for.
 * @param {string} pattern
 */
function versionsOf(pattern) {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return [pattern]
  if (!existsSync(before)) return []
  return readdirSync(before)
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .map(version => join(before, version, after))
}

/**
 * @typedef {object} PrerequisiteOptions
 * @property {boolean} ci
 * @property {(line: string) => void} say
 * @property {string} [path]
 * @property {string} [root]
 * @property {((packages: readonly string[]) => Promise<void>) | undefined} install Undefined where nothing can be installed.
 */

/** @param {PrerequisiteOptions} options */
export async function ensurePrerequisites({ ci, say, install, path = process.env.PATH ?? '', root = '/' }) {
  const missing = () => PREREQUISITES.filter(({ name }) => findPrerequisite(name, path, root) === undefined)
  const packages = [...new Set(missing().map(each => each.debianPackage))]
  if (packages.length === 0) return
  let failure = ''
  if (install !== undefined) {
    say(`installing ${packages.join(', ')} with apt-get, because tests use them as clients`)
    try {
      await install(packages)
    } catch (error) {
      failure = ` (${/** @type {Error} */ (error).message})`
    }
  }
  const lines = missing().map(
    each => `${each.name} is missing${failure}: install Debian's ${each.debianPackage} or put it on the PATH`,
  )
  if (lines.length === 0) return
  if (ci) throw new SetupError(`CI=true skips no test. ${lines.join('; ')}`)
  for (const each of missing()) {
    say(`${each.name} is missing${failure}; tests will be skipped: ${each.tests}`)
  }
}

/**
 * Installs Debian packages; undefined where apt-get or root are not at hand.
 * @param {(line: string) => void} say
 */
export function aptInstaller(say) {
  const atHand = isExecutable('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!atHand) return undefined
  /** @param {readonly string[]} packages */
  return async packages => {
    await withoutServices(async () => {
      say('apt-get update')
      await apt(['update', '-q'])
      say(`apt-get install ${packages.join(' ')}`)
      await apt(['install', '-q', '-y', '--no-install-recommends', ...packages])
    })
  }
}

/** @param {readonly string[]} args */
function apt(args) {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', [...args, '-o', 'Dpkg::Use-Pty=0'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 2, 2],
    })
    child.once('error', reject)
    child.once('exit', code =>
      code === 0 ? resolve(undefined) : reject(new Error(`apt-get ${args[0]} ended with ${code}`)),
    )
  })
}

const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Debian starts a package's service as it installs it, and a Prometheus service would take our port. The policy file forbids it; one that
 * is already there is the machine owner's and stays as it is.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  if (existsSync(POLICY)) return work()
  const remove = () => rmSync(POLICY, { force: true })
  const interrupted = () => {
    remove()
    process.exit(130)
  }
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    await work()
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    remove()
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
