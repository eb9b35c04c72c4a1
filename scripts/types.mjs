/** Checks types, project by project: that of Node, and those of the browser. Each runs however the others end. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './commands.mjs'

const TSC = join(root, 'node_modules/typescript/bin/tsc')
const PROJECTS = [root, join(root, 'cloudcart/storefront'), join(root, 'web')]

for (const project of PROJECTS) {
  const args = [TSC, '--noEmit', '--project', project, ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = status ?? 1
}
