import { expect, it } from 'vitest'
import { embeddedClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { SILENT_LOG } from '../../self/log.ts'
import type { DeadLetter } from '../contract.ts'
import { createDeadLetterStore } from './dead-letters.ts'
import { migrate } from './migrations.ts'

const letter = (timeMs: number, detail = 'sample is 3 days old'): DeadLetter => ({
  timeMs,
  project: 'shop',
  door: 'remote-write',
  origin: '10.0.0.7',
  reason: 'too-old',
  count: 12,
  detail,
})

it('keeps dead letters, newest first, and cuts what is too long', async () => {
  await using test = await embeddedClickHouse()
  await migrate(test.clickhouse, { log: SILENT_LOG })
  const store = createDeadLetterStore(test.clickhouse)
  expect(await store.list(10)).toEqual([])
  const nowMs = Date.now()
  await store.write([letter(nowMs - 2), letter(nowMs), letter(nowMs - 1, 'x'.repeat(10_000))])
  await store.write([])
  expect(await store.list(2)).toEqual([letter(nowMs), letter(nowMs - 1, 'x'.repeat(4096))])
  expect(await store.list(10)).toHaveLength(3)
})
