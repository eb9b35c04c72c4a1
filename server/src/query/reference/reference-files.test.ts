import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TemporaryDirectory, temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { filesMatching } from '../../config/prometheus/glob.ts'
import { createReferenceFiles } from './reference-files.ts'

let directory: TemporaryDirectory
let patterns: string[]
beforeEach(async () => {
  directory = await temporaryDirectory()
  patterns = []
})
afterEach(() => directory.remove())

function files() {
  return createReferenceFiles({
    patterns: () => patterns.map(pattern => join(directory.path, pattern)),
    filesMatching,
    workingDirectory: directory.path,
  })
}

async function put(name: string, content: string, atMs = 1_000_000): Promise<void> {
  await writeFile(join(directory.path, name), content)
  await utimes(join(directory.path, name), atMs / 1000, atMs / 1000)
}

const table = (name: string): string => `|Metric|Type|\n|-|-|\n|${name}|counter|\n`

describe('reference files', () => {
  it('are read by patterns, and again when they change, come or go', async () => {
    const reading = files()
    expect(await reading.read()).toEqual({ files: [], metrics: [], problems: [] })

    patterns = ['*.md', 'list.json']
    await put('A.md', table('a_total'))
    await put('list.json', '[{"name": "b_total", "type": "counter"}]')
    const first = await reading.read()
    expect(first.metrics.map(({ name, file, line }) => `${name} ${file}:${line}`)).toEqual([
      'a_total A.md:3',
      'b_total list.json:1',
    ])
    expect(first.files).toEqual([
      { file: 'A.md', metrics: 1, error: '', changedMs: 1_000_000 },
      { file: 'list.json', metrics: 1, error: '', changedMs: 1_000_000 },
    ])

    await put('A.md', table('c_total'), 2_000_000)
    await put('B.md', table('d_total'))
    await rm(join(directory.path, 'list.json'))
    const second = await reading.read()
    expect(second.metrics.map(({ name }) => name)).toEqual(['c_total', 'd_total'])
    expect(second.files.at(-1)).toEqual({ file: 'list.json', metrics: 0, error: 'no such file' })
  })

  it('are read again although neither their time nor their size tells that they changed', async () => {
    const reading = files()
    patterns = ['A.md']
    // A time that no machine is slow enough to leave behind before the file is read.
    const changedMs = Date.now() + 3_600_000
    for (const name of ['a_total', 'b_total']) {
      await put('A.md', table(name), changedMs)
      expect((await reading.read()).metrics.map(metric => metric.name)).toEqual([name])
    }
  })

  it('say what is wrong within them and among them', async () => {
    patterns = ['*.md', '*.json']
    await put('A.md', table('a_total'))
    await put('B.md', '|Metric|Type|\n|-|-|\n|a_total|gauge|\n')
    await put('broken.json', '[')
    const { problems } = await files().read()
    expect(problems.map(({ kind, file, line }) => `${kind} ${file}:${line}`)).toEqual([
      'unreadable broken.json:1',
      'contradiction B.md:3',
    ])
  })

  it('that can not be read say why', async () => {
    patterns = ['.']
    expect((await files().read()).files).toEqual([
      { file: '', metrics: 0, error: expect.stringContaining('EISDIR') },
    ])
  })

  it('are not read beyond their number', async () => {
    patterns = ['*.md']
    await Promise.all(Array.from({ length: 201 }, (_, i) => put(`${1000 + i}.md`, table(`m${i}_total`))))
    const { files: read, metrics } = await files().read()
    expect(metrics).toHaveLength(200)
    expect(read.at(-1)).toEqual({
      file: '1 more',
      metrics: 0,
      error: 'more than 200 files: they are not read',
    })
  })
})
