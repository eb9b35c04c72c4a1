import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs .ci/run with an `npm` that answers as told; gives its last line, whether it says success, and what npm was asked. */
function ciRun(npm: { test: string; types?: string; lint?: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-ci-run-'))
  folders.push(folder)
  mkdirSync(join(folder, '.ci'))
  cpSync(join(root, '.ci/run'), join(folder, '.ci/run'))
  writeFileSync(
    join(folder, 'npm'),
    `#!/bin/sh
     echo "asked: $* with CI=$CI"
     case "$*" in
       *types) ${npm.types ?? 'true'} ;;
       *lint) ${npm.lint ?? 'true'} ;;
       test) ${npm.test} ;;
     esac`,
  )
  chmodSync(join(folder, 'npm'), 0o755)
  const { CI: _, ...env } = process.env
  const { stdout, status } = spawnSync('bash', [join(folder, '.ci/run')], {
    encoding: 'utf8',
    env: { ...env, PATH: [folder, env.PATH].join(delimiter) },
  })
  const lines = stdout.split('\n')
  expect(lines.pop()).toBe('')
  return { lastLine: lines.at(-1), ok: status === 0, asked: lines.filter(line => line.startsWith('asked')) }
}

it('adds types and lint to the tests', () => {
  expect(ciRun({ test: `echo '41 passed, 0 failed'` })).toEqual({
    lastLine: '43 passed, 0 failed',
    ok: true,
    asked: [
      'asked: test with CI=true',
      'asked: run --silent types with CI=true',
      'asked: run --silent lint with CI=true',
    ],
  })
})

it('tells how many were skipped', () => {
  expect(ciRun({ test: `echo '1 passed, 0 failed, 2 skipped'` }).lastLine).toBe(
    '3 passed, 0 failed, 2 skipped',
  )
})

it('goes on after failures and fails in the end', () => {
  const npm = { test: `echo '40 passed, 1 failed'; exit 1`, types: 'exit 2', lint: 'true' }
  expect(ciRun(npm)).toMatchObject({ lastLine: '41 passed, 2 failed', ok: false })
})

it('does not take silence for success', () => {
  expect(ciRun({ test: 'exit 1' })).toMatchObject({ lastLine: '2 passed, 1 failed', ok: false })
  expect(ciRun({ test: 'true' })).toMatchObject({ lastLine: '2 passed, 1 failed', ok: false })
  expect(ciRun({ test: `echo '9 passed, 0 failed'; exit 1` })).toMatchObject({
    lastLine: '11 passed, 1 failed',
    ok: false,
  })
})
