/** The sources run on plain Node, which only strips types: no enum, no parameter property, no missing `import type`. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { repositoryFiles } from './architecture/repository-files.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const run = promisify(execFile)

describe('plain Node', () => {
  it('strips every source', () => {
    const problems = repositoryFiles(root)
      .filter(path => path.endsWith('.ts'))
      .flatMap(path => {
        try {
          stripTypeScriptTypes(readFileSync(join(root, path), 'utf8'))
          return []
        } catch (error) {
          return [`${path}: ${(error as Error).message}`]
        }
      })
    expect(problems).toEqual([])
  })

  it('starts the command line and everything that it loads', async () => {
    const { stdout, stderr } = await run(process.execPath, [join(root, 'server/src/cli/main.ts'), '--help'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^ {2}start /m)
  })

  it('loads the process itself', async () => {
    const main = JSON.stringify(join(root, 'server/src/main.ts'))
    const { stderr } = await run(process.execPath, [
      '--input-type=module',
      '-e',
      `await import(${main}); process.exit()`,
    ])
    expect(stderr).toBe('')
  })
})
