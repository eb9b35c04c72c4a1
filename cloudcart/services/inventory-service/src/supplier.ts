/** The supplier: called when a shelf is nearly empty, there a while later, so that the shop never runs dry for good. */
import type { Database } from '../../../kit/database/database.ts'
import type { Log } from '../../../kit/logs.ts'
import type { InventoryMetrics } from './metrics.ts'
import type { Stock } from './stock.ts'
import { callSupplier, shelvesToWatch, supplierCame } from './store.ts'

export interface SupplierOptions {
  readonly database: Database
  readonly stock: Stock
  readonly metrics: InventoryMetrics
  readonly log: Log
  readonly nowMs: () => number
  /** How long he takes at least and at most. */
  readonly arrivalMs: readonly [number, number]
}

/** Below this the supplier is called. */
const NEARLY_EMPTY = 3

export function createSupplier(options: SupplierOptions): { visit(): Promise<void> } {
  const { database, stock, metrics, log, nowMs, arrivalMs } = options
  return {
    async visit() {
      for (const { productId, available, shelf, restockDueMs } of await shelvesToWatch(
        database,
        NEARLY_EMPTY,
      )) {
        if (available >= NEARLY_EMPTY) await callSupplier(database, productId, null)
        else if (restockDueMs === null) {
          const [soonest, latest] = arrivalMs
          const dueMs = nowMs() + Math.round(soonest + Math.random() * (latest - soonest))
          await callSupplier(database, productId, dueMs)
          log.warn(`${productId} is nearly out of stock; the supplier is called`, {
            product_id: productId,
            available,
          })
        } else if (restockDueMs <= nowMs() && (await supplierCame(database, productId, restockDueMs))) {
          const pieces = Math.max(shelf - available, NEARLY_EMPTY)
          await stock.adjust(productId, pieces, 'restock')
          metrics.restocks.inc()
          log.info(`${productId} is restocked`, { product_id: productId, pieces })
        }
      }
    },
  }
}
