/** The inventory service: what lies on the shelves, and for whom. */
import { CATALOGUE } from '../../../contracts/catalogue.ts'
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { createLeak } from './leak.ts'
import { createInventoryMetrics } from './metrics.ts'
import { inventoryRoutes } from './routes.ts'
import { createStock } from './stock.ts'
import { addLevel, forgetSettledBefore, reservedUnits } from './store.ts'
import { stormHook } from './storm.ts'
import { createSupplier } from './supplier.ts'

export interface InventoryOptions {
  readonly holdMs?: number
  /** How long the supplier takes at least and at most. */
  readonly arrivalMs?: readonly [number, number]
  /** How often shelves and old reservations are looked at. */
  readonly lookMs?: number
}

const MINUTE_MS = 60_000
const KEPT_MS = 4 * 24 * 60 * MINUTE_MS

export function createInventoryService(options: InventoryOptions = {}): ServiceDefinition {
  const { holdMs = 15 * MINUTE_MS, arrivalMs = [MINUTE_MS, 3 * MINUTE_MS], lookMs = 5_000 } = options
  return {
    name: 'inventory-service',
    migrations: new URL('../migrations/', import.meta.url),
    async build(kit: Kit) {
      const { database, log, nowMs } = kit
      const metrics = createInventoryMetrics(kit)
      await database.transaction(async queries => {
        for (const { id, stock } of CATALOGUE) await addLevel(queries, id, stock, nowMs())
      })

      const announce = startOutbox(kit, 'inventory')
      const stock = createStock({ database, announce, metrics, nowMs, holdMs })
      const supplier = createSupplier({ database, stock, metrics, log, nowMs, arrivalMs })
      const leak = createLeak(kit.faults)
      inventoryRoutes(kit, stock, stormHook(kit.faults, kit.signal))

      kit.every(1_000, leak.visit)
      kit.every(lookMs, async () => {
        const expired = await stock.expire()
        if (expired > 0) log.info(`${expired} reservations expired`, { expired })
        await supplier.visit()
        metrics.reservedUnits.set(await reservedUnits(database))
      })
      kit.every(10 * MINUTE_MS, async () => void (await forgetSettledBefore(database, nowMs() - KEPT_MS)))
    },
  }
}

export const inventoryService = createInventoryService()
