/**
 * A process of its own that turns days into chunks all the time, while late samples come for these very days. Says a line on its output for each
 * batch that is durable: its time and value, and how many days are read from their chunks. To be killed.
 *
 *     chunks-under-fire.ts DATA-DIR
 */
import { setTimeout as pause } from 'node:timers/promises'
import { createBatchBuilder, labelsOf } from '@vedette/model'
import { loadConfig } from '../../server/src/config/index.ts'
import { SILENT_LOG } from '../../server/src/self/log.ts'
import { registry } from '../../server/src/self/metrics.ts'
import { openStore } from '../../server/src/store/open-store.ts'
import { EVERYTHING } from '../../server/testing/selections-fixture.ts'

const DAY_MS = 86_400_000
const DAYS = 4
const SERIES = 50

const { config } = loadConfig({ flags: { data: process.argv[2]! }, env: {}, cwd: '/' })
const timing = { firstMs: 0, everyMs: 50, graceMs: 0, quietMs: 0, againMs: 0 }
const store = await openStore(config, SILENT_LOG, Date.now, timing)
const lastDay = Math.floor(Date.now() / DAY_MS) - 2
while (true) {
  const day = lastDay - Math.floor(Math.random() * DAYS)
  const timeMs = day * DAY_MS + Math.floor(Math.random() * 86_400) * 1000
  const value = Math.floor(Math.random() * 1e6)
  const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
  for (let i = 0; i < SERIES; i++) {
    builder.series(labelsOf({ __name__: 'under_fire', i: String(i) }))
    builder.sample(timeMs, value + i)
  }
  await store.metrics.append(builder.build(), EVERYTHING).durable
  const chunked = await registry.getSingleMetric('vedette_store_chunked_partitions')!.get()
  process.stdout.write(`${timeMs} ${value} ${chunked.values[0]!.value}\n`)
  await pause(Math.random() * 150)
}
