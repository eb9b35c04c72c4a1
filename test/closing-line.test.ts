import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { formatCounts } from './closing-line.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs a suite of its own under this repository's configuration. */
function runSuite(tests: Record<string, string>): { lastLine: string | undefined; status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-closing-line-'))
  folders.push(folder)
  mkdirSync(join(folder, 'test'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const file of ['vitest.config.ts', 'test/closing-line.ts', 'test/long-first.ts'])
    cpSync(join(root, file), join(folder, file))
  for (const [name, text] of Object.entries(tests)) {
    writeFileSync(join(folder, 'test', name), `import { beforeAll, describe, it } from 'vitest'\n${text}\n`)
  }
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  return { lastLine: stdout.trimEnd().split('\n').at(-1), status }
}

it('has one form', () => {
  expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(formatCounts({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
})

it('ends a run in which all is well', () => {
  const suite = { 'a.test.ts': `it('one', () => {})`, 'b.test.ts': `it('two', () => {})` }
  expect(runSuite(suite)).toEqual({ lastLine: '2 passed, 0 failed', status: 0 })
})

it('counts what fails outside of tests: files, hooks and stray rejections', () => {
  const suite = {
    'fails.test.ts': `it('fails', () => { throw new Error('on purpose') })\nit('skips', context => context.skip('no reason'))`,
    'loads.test.ts': `enum Unstrippable { A }\nit('never runs', () => {})`,
    'hook.test.ts': `describe('with a hook', () => { beforeAll(() => { throw new Error('on purpose') }); it('waits', () => {}) })`,
    'stray.test.ts': `it('passes', async () => { void Promise.reject(new Error('on purpose')); await new Promise(setImmediate) })`,
  }
  expect(runSuite(suite)).toEqual({ lastLine: '1 passed, 4 failed, 2 skipped', status: 1 })
})
