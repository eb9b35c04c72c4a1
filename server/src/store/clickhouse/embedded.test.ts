import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { embeddedClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { createLog, SILENT_LOG } from '../../self/log.ts'
import { openEmbedded } from './embedded.ts'
import { InsertFile } from './insert-file.ts'
import { clickHouseContract } from './port.contract.ts'
import { columnOf } from './port.ts'
import { sql } from './sql.ts'

const directory = await temporaryDirectory()
afterAll(() => directory.remove())

const memoryBytes = 512 * 1024 * 1024

clickHouseContract('the embedded engine', () =>
  openEmbedded({ path: directory.path, memoryBytes, readers: 2, closeGraceMs: 60_000, log: SILENT_LOG }),
)

const ENDLESS = sql`SELECT sum(sipHash64(number)) AS v FROM numbers(1000000000000)`

/** Inserts batches of 1000 rows until it is killed and says the number of each when it is durable. */
const WRITER = `
  const { openEmbedded } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)})
  const { sql } = await import(${JSON.stringify(new URL('./sql.ts', import.meta.url).href)})
  const { SILENT_LOG } = await import(${JSON.stringify(new URL('../../self/log.ts', import.meta.url).href)})
  const [path, first] = process.argv.slice(1)
  const port = await openEmbedded({ path, memoryBytes: ${memoryBytes}, log: SILENT_LOG })
  await port.command(sql\`CREATE TABLE IF NOT EXISTS acknowledged (batch UInt32, row UInt32) ENGINE = MergeTree
    ORDER BY row PARTITION BY row % 3\`)
  const row = Uint32Array.from({ length: 1000 }, (_, i) => i)
  for (let batch = Number(first); ; batch++) {
    const columns = [
      { name: 'batch', type: 'UInt32', values: new Uint32Array(1000).fill(batch) },
      { name: 'row', type: 'UInt32', values: row },
    ]
    await port.insert('acknowledged', { rowCount: 1000, columns })
    process.stdout.write(batch + '\\n')
  }`

/** Runs the writer until it has acknowledged so many batches, kills it, and says which was the last. */
async function writeAndKill(path: string, first: number, batches: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let said = ''
  let last = first - 1
  for await (const chunk of child.stdout) {
    said += String(chunk)
    // Only whole lines were acknowledged.
    const lines = said.split('\n').slice(0, -1)
    if (lines.length > 0) last = Number(lines.at(-1))
    if (lines.length >= batches && child.exitCode === null) child.kill('SIGKILL')
  }
  await exited
  return last
}

describe('the embedded engine under kill -9', () => {
  it('has every insert that was acknowledged, in each of several rounds', async () => {
    await using directory = await temporaryDirectory()
    const acknowledged: number[] = []
    let first = 1
    for (const batches of [1, 7, 20]) {
      const last = await writeAndKill(directory.path, first, batches)
      for (let batch = first; batch <= last; batch++) acknowledged.push(batch)
      expect(acknowledged.length).toBeGreaterThanOrEqual(batches)
      const port = await openEmbedded({ path: directory.path, memoryBytes, log: SILENT_LOG })
      const block = await port.query(sql`SELECT batch FROM acknowledged
        GROUP BY batch HAVING count() = 1000 AND uniqExact(row) = 1000`)
      const whole = new Set(columnOf(block, 'batch', 'UInt32'))
      expect(acknowledged.filter(batch => !whole.has(batch))).toEqual([])
      // What died on its way in is gone from `tmp/`.
      expect(await readdir(join(directory.path, 'tmp'))).toHaveLength(1)
      await port.close()
      // Apart from what may have been on its way when the process died.
      first = last + 1000
    }
  })
})

describe('the embedded engine', () => {
  it('lets only so many statements wait', async () => {
    await using test = await embeddedClickHouse({ readers: 1, maxWaiting: 1 })
    const abort = new AbortController()
    const running = test.clickhouse.query(ENDLESS, { signal: abort.signal })
    running.catch(() => {})
    const waiting = test.clickhouse.query(sql`SELECT toUInt8(1) AS v`)
    await expect(test.clickhouse.query(ENDLESS)).rejects.toMatchObject({
      number: 202,
      transient: true,
      message: '1 reads wait for ClickHouse already, which is all that may wait',
    })
    abort.abort()
    expect((await waiting).rowCount).toBe(1)
  })

  it('kills reads that go on after their grace when it is closed', async () => {
    await using test = await embeddedClickHouse({ closeGraceMs: 50 })
    const endless = test.clickhouse.query(ENDLESS)
    const stream = test.clickhouse.stream(ENDLESS)[Symbol.asyncIterator]().next()
    const outcomes = Promise.allSettled([endless, stream])
    await test.clickhouse.close()
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { number: 394 } })
  })

  it('says which parts it could not open again, and where they are', async () => {
    await using directory = await temporaryDirectory()
    const lines: string[] = []
    const log = createLog({ level: 'warn', format: 'json', write: line => lines.push(line) })
    const open = () => openEmbedded({ path: directory.path, memoryBytes, log })
    const first = await open()
    await first.command(sql`CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a`)
    for (const value of [1n, 2n]) {
      const columns = [{ name: 'a', type: 'UInt64', values: BigUint64Array.of(value) }] as const
      await first.insert('kept', { rowCount: 1, columns })
    }
    const found = await first.query(
      sql`SELECT arrayElement(data_paths, 1) AS path FROM system.tables WHERE name = 'kept'`,
    )
    const path = columnOf(found, 'path', 'String')[0]!
    await first.close()
    expect(lines).toEqual([])
    await truncate(join(path, 'all_1_1_0', 'data.bin'), 0)
    const second = await open()
    expect([...columnOf(await second.query(sql`SELECT a FROM kept`), 'a', 'UInt64')]).toEqual([2n])
    await second.close()
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      {
        level: 'warn',
        message:
          'parts whose files are broken were set aside when the database was opened, what they held may be missing',
        path: join(path, 'detached'),
        parts: ['broken-on-start_all_1_1_0'],
      },
    ])
  })

  it('removes what dead processes left on its way in, and its own file when it is closed', async () => {
    await using directory = await temporaryDirectory()
    const tmp = join(directory.path, 'tmp')
    await mkdir(tmp)
    await writeFile(join(tmp, '1.block.native'), 'left over')
    await writeFile(join(tmp, 'unrelated'), '')
    const port = await openEmbedded({ path: directory.path, memoryBytes, log: SILENT_LOG })
    expect((await readdir(tmp)).sort()).toEqual([`${process.pid}.block.native`, 'unrelated'])
    await port.close()
    expect(await readdir(tmp)).toEqual(['unrelated'])
  })

  it('says that the disk is full when a block can not be written, and may be asked again', async () => {
    const handle = await open('/dev/full', 'r+')
    const file = new InsertFile('/dev/full', handle)
    await expect(file.write(Buffer.from('block'))).rejects.toMatchObject({
      number: 243,
      transient: true,
      message: expect.stringMatching(/^a block can't be written to \/dev\/full: ENOSPC/),
    })
    await expect(file.write(Buffer.from('block'))).rejects.toMatchObject({ number: 243 })
    await handle.close()
  })

  it('keeps its memory budget: a read that wants more fails, others go on', async () => {
    await using test = await embeddedClickHouse({ memoryBytes: 300 * 1024 * 1024 })
    const hungry = sql`SELECT length(groupArray(toString(number))) AS v FROM numbers(20000000)`
    await expect(test.clickhouse.query(hungry)).rejects.toMatchObject({ number: 241, transient: true })
    await expect(
      test.clickhouse.query(sql`SELECT toString(number) AS v FROM numbers(20000000)`),
    ).rejects.toMatchObject({ transient: expect.any(Boolean), number: expect.toBeOneOf([241, 396]) })
    expect((await test.clickhouse.query(sql`SELECT toUInt8(1) AS v`)).rowCount).toBe(1)
  })
})
