/** The commands of run.mjs: which file each one runs, and with which arguments before the caller's own. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @typedef {object} Command
 * @property {string} file
 * @property {readonly string[]} args
 * @property {boolean} [needsPrerequisites] Programs from outside of npm that the tests use as clients.
 */

/** @type {(path: string, ...args: string[]) => Command} */
const runs = (path, ...args) => ({ file: join(root, path), args })

/** @type {ReadonlyMap<string, Command>} */
export const COMMANDS = new Map([
  ['start', runs('scripts/start.ts')],
  ['vedette', runs('server/src/cli/main.ts')],
  ['test', { ...runs('node_modules/vitest/vitest.mjs', 'run'), needsPrerequisites: true }],
  ['types', runs('scripts/types.mjs')],
  ['lint', runs('node_modules/@biomejs/biome/bin/biome', 'ci')],
  ['format', runs('node_modules/@biomejs/biome/bin/biome', 'check', '--write')],
  ['bench', runs('bench/main.ts')],
  ['bench-ui', { ...runs('bench/ui/main.ts'), needsPrerequisites: true }],
  ['gameday', runs('scripts/gameday.ts')],
  ['screenshots', { ...runs('scripts/screenshots.ts'), needsPrerequisites: true }],
  ['promqltest', runs('scripts/promqltest.ts')],
])
