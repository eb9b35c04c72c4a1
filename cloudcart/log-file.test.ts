import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLogFile } from './log-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-log-'))
})
afterEach(() => rm(folder, { recursive: true }))

const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')

describe('the log file', () => {
  it('has every line once it is closed, and is gone on with by the next', async () => {
    const path = join(folder, 'shop.log')
    for (const text of ['first', 'second']) {
      const file = await openLogFile(path)
      file.write(`${text}\n`)
      await file.close()
    }
    expect(await linesOf(path)).toEqual(['first', 'second'])
  })

  it('keeps two files of bounded size', async () => {
    const path = join(folder, 'shop.log')
    for (let i = 0; i < 5; i++) {
      const file = await openLogFile(path, 100)
      file.write(`${`line ${i}`.padEnd(60, '.')}\n`)
      await file.close()
    }
    expect((await linesOf(path)).map(line => line.slice(0, 6))).toEqual(['line 4'])
    expect((await linesOf(`${path}.1`)).map(line => line.slice(0, 6))).toEqual(['line 3'])
  })

  it('begins anew when somebody took it away', async () => {
    const path = join(folder, 'shop.log')
    await writeFile(path, 'x'.repeat(90))
    const file = await openLogFile(path, 100)
    await rm(path)
    file.write(`${'after that'.padEnd(60, '.')}\n`)
    await file.close()
    expect((await linesOf(path)).map(line => line.slice(0, 10))).toEqual(['after that'])
  })

  it('drops what a slow disk can not take, and says so', async () => {
    const path = join(folder, 'shop.log')
    const file = await openLogFile(path)
    const line = `${'x'.repeat(1_000_000)}\n`
    for (let i = 0; i < 6; i++) file.write(line)
    await file.close()
    const lines = await linesOf(path)
    expect(lines).toHaveLength(5)
    expect(lines[4]).toContain('2 log lines were dropped')
  })

  it('costs nothing but its lines when the folder is gone', async () => {
    const file = await openLogFile(join(folder, 'missing', 'shop.log'))
    file.write('lost\n')
    await expect(file.close()).resolves.toBeUndefined()
  })
})
