import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { copyEngineFiles } from './data-copy.ts'
import { openEmbedded } from './embedded.ts'
import { migrate } from './migrations.ts'
import { rehearseUpgrade } from './rehearse.ts'
import { sql } from './sql.ts'

const log = SILENT_LOG
const memoryBytes = 512 * 1024 * 1024
const directory = await temporaryDirectory()
afterAll(() => directory.remove())
const dataPath = join(directory.path, 'data')

async function steps(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(directory.path, name)
  await mkdir(path)
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content)
  return path
}

/** Path, contents and modes of every file, to see that nothing was touched. */
async function fingerprint(path: string): Promise<string[]> {
  const files = await readdir(path, { recursive: true, withFileTypes: true })
  const lines = files
    .filter(file => file.isFile())
    .map(async file => {
      const full = join(file.parentPath, file.name)
      return `${full} ${createHash('sha256')
        .update(await readFile(full))
        .digest('hex')}`
    })
  return (await Promise.all(lines)).sort()
}

const OLD = {
  '001-a.sql': 'CREATE TABLE IF NOT EXISTS a (x UInt64 CODEC(NONE)) ENGINE = MergeTree ORDER BY x;\n',
}

let older: string
beforeAll(async () => {
  older = await steps('older', OLD)
  const port = await openEmbedded({ path: dataPath, memoryBytes, log })
  await migrate(port, { log, directory: older })
  // Large enough for files that are shared instead of copied.
  const values = BigUint64Array.from({ length: 200_000 }, (_, i) => BigInt(i))
  await port.insert('a', { rowCount: values.length, columns: [{ name: 'x', type: 'UInt64', values }] })
  await port.close()
})

describe('rehearsing an upgrade', () => {
  it('says what it would do, tries it on a copy, and touches nothing', async () => {
    const newer = await steps('newer', {
      ...OLD,
      '002-b.sql': `CREATE TABLE IF NOT EXISTS b (y String) ENGINE = MergeTree ORDER BY y;
ALTER TABLE a ADD COLUMN IF NOT EXISTS label String DEFAULT 'none';
ALTER TABLE a UPDATE label = 'rewritten' WHERE x % 2 = 0 SETTINGS mutations_sync = 1;
`,
    })
    const before = await fingerprint(dataPath)
    const { ok, report } = await rehearseUpgrade({ dataPath, memoryBytes, log, directory: newer })
    expect(report).toEqual([
      expect.stringMatching(/^Copied \d+ files: 0\.\d MB copied, 1\.\d MB shared with the original\.$/),
      'Took it from step 1 to 2: 002-b.',
      'Table a: 200000 rows, as before, and readable.',
      'Table b is new.',
      'Table schema_migrations: 2 rows, 1 before, and readable.',
      'The upgrade works on this data. The original was not touched.',
    ])
    expect(ok).toBe(true)
    expect(await fingerprint(dataPath)).toEqual(before)
    expect(await readdir(dataPath)).not.toContain('rehearsal')
  })

  it('says so when there is nothing to do', async () => {
    const { ok, report } = await rehearseUpgrade({ dataPath, memoryBytes, log, directory: older })
    expect(ok).toBe(true)
    expect(report[1]).toBe('The database is at step 1 already: nothing to do.')
  })

  it('says why it would fail', async () => {
    const broken = await steps('broken', { ...OLD, '002-b.sql': 'ALTER TABLE a DROP COLUMN no_such;\n' })
    const before = await fingerprint(dataPath)
    const { ok, report } = await rehearseUpgrade({ dataPath, memoryBytes, log, directory: broken })
    expect(ok).toBe(false)
    expect(report.at(-1)).toMatch(
      /^The upgrade fails on this data: migration 002-b, statement 1 of 1: .*no_such/,
    )
    expect(await fingerprint(dataPath)).toEqual(before)
    expect(await readdir(dataPath)).not.toContain('rehearsal')
  })

  it('says so when there is no data', async () => {
    const nowhere = join(directory.path, 'nowhere')
    expect(await rehearseUpgrade({ dataPath: nowhere, memoryBytes, log })).toEqual({
      ok: true,
      report: [`There is no database in ${nowhere} yet: nothing to rehearse.`],
    })
  })

  it('stops when it is told to, and tidies up', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(rehearseUpgrade({ dataPath, memoryBytes, log, signal })).rejects.toThrow('enough')
    expect(await readdir(dataPath)).not.toContain('rehearsal')
  })

  it('has a whole copy although the engine writes and merges meanwhile', async () => {
    const port = await openEmbedded({ path: dataPath, memoryBytes, log })
    const values = BigUint64Array.from({ length: 1000 }, (_, i) => BigInt(i))
    let writing = true
    const writer = (async () => {
      while (writing) {
        await port.insert('a', { rowCount: 1000, columns: [{ name: 'x', type: 'UInt64', values }] })
        await port.command(sql`OPTIMIZE TABLE a FINAL`)
      }
    })()
    const copied = await copyEngineFiles(
      join(dataPath, 'clickhouse'),
      join(directory.path, 'copy', 'clickhouse'),
    )
    writing = false
    await writer
    await port.close()
    expect(copied.files).toBeGreaterThan(0)
    const copy = await openEmbedded({ path: join(directory.path, 'copy'), memoryBytes, log })
    const block = await copy.query(sql`SELECT count() AS v FROM a`)
    expect(Number(block.columns[0]!.values[0])).toBeGreaterThanOrEqual(200_000)
    await copy.close()
  })
})
