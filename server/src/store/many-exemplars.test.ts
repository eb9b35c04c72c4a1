import { createBatchBuilder, labelsOf } from '@vedette/model'
import { expect, it } from 'vitest'
import { embeddedClickHouse } from '../../testing/embedded-clickhouse.ts'
import { EVERYTHING } from '../../testing/selections-fixture.ts'
import { SILENT_LOG } from '../self/log.ts'
import { migrate } from './clickhouse/migrations.ts'
import { ALL_TIME } from './contract.ts'
import { openMetricStore } from './metric-store.ts'

/** Within what retention keeps. */
const START_MS = Date.now() - 3_600_000

it('says where there are more exemplars than it answers', async () => {
  await using engine = await embeddedClickHouse()
  const { clickhouse } = engine
  await migrate(clickhouse, { log: SILENT_LOG })
  const store = await openMetricStore({
    clickhouse,
    headWindowMs: 7_200_000,
    headBudgetBytes: 1e9,
    lingerMs: 0,
    spacingMs: 0,
    log: SILENT_LOG,
    nowMs: Date.now,
    onLost: () => {},
  })
  const trace = labelsOf({ trace_id: 'abc' })
  const add = async (from: number, count: number) => {
    const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
    builder.series(labelsOf({ __name__: 'traced' }))
    builder.sample(START_MS + from, 1)
    for (let i = from; i < from + count; i++) builder.exemplar(START_MS + i, i, trace)
    await store.append(builder.build(), EVERYTHING).durable
  }
  const found = async () => {
    const { series, cutAt } = await store.exemplars(
      'default',
      [[{ kind: '=', name: '__name__', value: 'traced' }]],
      ALL_TIME,
    )
    return [series[0]!.exemplars.length, cutAt]
  }
  await add(0, 100_000)
  expect(await found()).toEqual([100_000, undefined])
  await add(100_000, 1)
  expect(await found()).toEqual([100_000, 100_000])
})
