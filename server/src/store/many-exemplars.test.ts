import { createBatchBuilder, labelsOf } from '@vedette/model'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../../testing/temporary-directory.ts'
import { SILENT_LOG } from '../self/log.ts'
import { openEmbedded } from './clickhouse/embedded.ts'
import { migrate } from './clickhouse/migrations.ts'
import { type Admission, ALL_TIME } from './contract.ts'
import { openMetricStore } from './metric-store.ts'

/** Within what retention keeps. */
const START_MS = Date.now() - 3_600_000

const EVERYTHING: Admission = {
  admitSeries: () => undefined,
  admitHistogram: () => undefined,
  admitExemplar: () => undefined,
  oldestMs: 0,
  newestMs: Number.MAX_SAFE_INTEGER,
  describeAge: () => ({ reason: 'too-old', count: 1, detail: 'a sample is too old' }),
}

it('says where there are more exemplars than it answers', async () => {
  await using opened = new AsyncDisposableStack()
  const { path, remove } = await temporaryDirectory()
  opened.defer(remove)
  const clickhouse = await openEmbedded({ path, memoryBytes: 512 * 1024 * 1024, readers: 1, log: SILENT_LOG })
  opened.defer(() => clickhouse.close())
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
