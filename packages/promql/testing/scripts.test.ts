/** Test scripts: our own, and those of the Prometheus project where a copy of them lies beside the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runScript } from '../src/scripts/index.ts'

const own = fileURLToPath(new URL('../testdata', import.meta.url))
const prometheus = fileURLToPath(new URL('../../../../shared/promqltest', import.meta.url))

function scriptsIn(directory: string): string[] {
  return readdirSync(directory).filter(file => file.endsWith('.test'))
}

async function failuresOf(file: string): Promise<string[]> {
  const { failures, total } = await runScript(readFileSync(file, 'utf8'))
  expect(total).toBeGreaterThan(0)
  return failures.map(({ line, query, message }) => `${line}: ${query}: ${message}`)
}

describe('our own scripts', () => {
  it.each(scriptsIn(own))('%s', async file => {
    expect(await failuresOf(join(own, file))).toEqual([])
  })
})

describe("the Prometheus project's scripts", () => {
  if (!existsSync(prometheus)) {
    it.skip('are not here: they are looked for in ../shared/promqltest', () => undefined)
    return
  }
  it.each(scriptsIn(prometheus))('%s', async file => {
    expect(await failuresOf(join(prometheus, file))).toEqual([])
  })
})
