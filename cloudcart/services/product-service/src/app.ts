/** The product service: the catalogue, what visitors look at, and how much of it is left. */
import { CATALOGUE } from '../../../contracts/catalogue.ts'
import { onceReachable } from '../../../kit/database/patience.ts'
import { forgetEvents } from '../../../kit/events/once.ts'
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { ServiceDefinition } from '../../../kit/kit.ts'
import { createCatalogue } from './catalogue.ts'
import { watchDeployment } from './deployment.ts'
import { watchLogFlood } from './log-flood.ts'
import { createMetrics } from './metrics.ts'
import { addRoutes } from './routes.ts'
import { followInventory } from './stock.ts'
import { seed } from './store.ts'

const MEASURED_EVERY_MS = 5_000
const CLEANED_EVERY_MS = 600_000
/** An event that comes again later than this doesn't come again: the log's offsets are seconds old at most. */
const REMEMBERED_MS = 24 * 3_600_000

export const productService: ServiceDefinition = {
  name: 'product-service',
  migrations: new URL('../migrations/', import.meta.url),
  async build(kit) {
    const { database, events, log, nowMs } = kit
    await database.transaction(queries => seed(queries, CATALOGUE, nowMs()))
    const metrics = createMetrics(kit)
    await metrics.measure(database)

    const announce = startOutbox(kit, 'products')
    addRoutes(kit, createCatalogue({ database, metrics, announce, nowMs }))
    watchDeployment(kit)
    watchLogFlood(kit)

    const follow = followInventory({ database, metrics, announce, log, nowMs })
    const subscription = await events.subscribe({
      group: 'product-service',
      topics: ['inventory'],
      from: 'beginning',
      handle: (event, signal) => onceReachable(() => follow(event), { log, signal }),
      failed(event, error, last) {
        const fields = { event_id: event.id, event_type: event.type, attempt: event.attempt }
        if (last) log.error('a change of stock is given up and goes to the dead letters', error, fields)
        else log.warn('a change of stock failed and is tried again', { ...fields, reason: error.message })
      },
      poison: ({ topic, partition, offset, reason }) =>
        log.error('a message could not be read', undefined, { topic, partition, offset, reason }),
    })
    kit.onStop(() => subscription.close())
    kit.every(MEASURED_EVERY_MS, () => metrics.measure(database))
    kit.every(CLEANED_EVERY_MS, async () => void (await forgetEvents(database, nowMs() - REMEMBERED_MS)))
  },
}
