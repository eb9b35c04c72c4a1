/**
 * What every npm script calls: sets up what a fresh clone lacks, then runs the tool or Vedette itself on the Node that this repository
 * pins. Plain JavaScript, because the machine's own Node, which may be 20, reads it first.
 *
 *     node scripts/run.mjs <command> [arguments]
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COMMANDS, root } from './commands.mjs'
import { aptInstaller, ensurePrerequisites } from './prerequisites.mjs'
import { canRunHere, findNode, runHere, runOn } from './runtime.mjs'
import { SetupError, setUp } from './setup.mjs'

/** @param {string} line Progress goes to stderr, so that a command's own output stays clean. */
const say = line => void process.stderr.write(`vedette: ${line}\n`)

/**
 * @param {string | undefined} name
 * @param {readonly string[]} args
 */
export async function run(name, args) {
  const command = name === undefined ? undefined : COMMANDS.get(name)
  if (command === undefined) {
    say(
      `${name === undefined ? 'no command given' : `unknown command ${name}`}; there are: ${[...COMMANDS.keys()].join(', ')}`,
    )
    process.exitCode = 2
    return
  }
  try {
    const { installed } = await setUp({ root, say })
    if (command.needsPrerequisites) {
      await ensurePrerequisites({ ci: process.env.CI === 'true', say, install: aptInstaller(say) })
    }
    const script = [command.file, ...command.args, ...args]
    if (canRunHere() && !installed) runHere(script)
    else process.exitCode = await runOn(findNode(root), script, root)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

const entry = process.argv[1]
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) {
  const [name, ...args] = process.argv.slice(2)
  await run(name, args)
}
