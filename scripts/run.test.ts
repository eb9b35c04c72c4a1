import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { COMMANDS, root } from './commands.mjs'

const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), ...args], { encoding: 'utf8' })

it('has a command for each npm script, and a file for each command', () => {
  expect(Object.entries(packageJson.scripts)).toEqual(
    Object.keys(packageJson.scripts).map(name => [name, `node scripts/run.mjs ${name}`]),
  )
  expect([...COMMANDS.keys()].sort()).toEqual(Object.keys(packageJson.scripts).sort())
  for (const { file } of COMMANDS.values()) expect(existsSync(file), file).toBe(true)
})

it('passes arguments and the exit code on', () => {
  const { stdout, status } = run('types', '--version')
  expect({ stdout, status }).toEqual({ stdout: expect.stringMatching(/^Version \d/), status: 0 })
  expect(run('types', '--no-such-option').status).toBe(1)
})

it('names its commands to who asks for another one', () => {
  const { stderr, status } = run('tset')
  expect({ stderr, status }).toEqual({
    stderr:
      'vedette: unknown command tset; there are: start, vedette, test, types, lint, format, bench, bench-ui, gameday, screenshots, promqltest\n',
    status: 2,
  })
})
