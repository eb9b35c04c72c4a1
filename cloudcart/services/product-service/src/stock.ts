/**
 * How much can be sold. The inventory service owns the levels; this is the catalogue's copy, kept by its events, and the alerts that
 * come of it.
 */
import { type Events, STOCK_REASONS } from '../../../contracts/events.ts'
import type { Call } from '../../../kit/call.ts'
import type { Database } from '../../../kit/database/database.ts'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { rememberEvent } from '../../../kit/events/once.ts'
import type { Log } from '../../../kit/logs.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Announce } from './catalogue.ts'
import type { Metrics } from './metrics.ts'
import { crossed, type Product } from './product.ts'
import { findProduct, setStock } from './store.ts'

type InventoryChanged = Events['inventory.changed']['payload']

export interface StockNeeds {
  readonly database: Database
  readonly metrics: Metrics
  readonly announce: Announce
  readonly log: Log
  readonly nowMs: () => number
}

/** Handles events of the topic inventory, each id once. */
export function followInventory({ database, metrics, announce, log, nowMs }: StockNeeds) {
  return async (event: StoredEvent): Promise<void> => {
    if (event.type !== 'inventory.changed') return
    const change = readChange(event)
    const left = change.onHand - change.reserved
    const told = await database.transaction(async queries => {
      if (!(await rememberEvent(queries, event.id, nowMs()))) return undefined
      const product = await findProduct(queries, change.productId)
      if (product === undefined) return undefined
      await setStock(queries, product.id, left, nowMs())
      const severity = crossed(product.stock, left)
      if (severity !== undefined) {
        const payload = { productId: product.id, name: product.name, left, severity }
        await announce(queries, { type: 'product.stock_low', key: product.id, payload })
      }
      return { product, severity }
    })
    if (told === undefined) return
    metrics.stockChanged(change.productId, change.reason)
    if (told.severity === undefined) return
    metrics.stockLow(change.productId, told.severity)
    log.warn('stock is low', { product_id: change.productId, left, severity: told.severity })
  }
}

function readChange({ payload }: StoredEvent): InventoryChanged {
  const { productId, reason, onHand, reserved } = payload
  const known = STOCK_REASONS.some(each => each === reason)
  if (typeof productId !== 'string' || !known || !isCount(onHand) || !isCount(reserved)) {
    throw new Error('inventory.changed does not say what changed')
  }
  return payload as unknown as InventoryChanged
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value)
}

export interface Adjustment {
  readonly change: number
  readonly reason: string
}

export interface Level {
  readonly productId: string
  readonly onHand: number
  readonly reserved: number
  readonly available: number
}

/** An admin's change goes to the inventory service; its event brings it back here. */
export async function adjustStock(call: Call, product: Product, adjustment: Adjustment): Promise<Level> {
  const answer = await call('inventory-service', {
    method: 'POST',
    path: `/internal/levels/${encodeURIComponent(product.id)}/adjust`,
    body: adjustment,
  })
  if (answer.status < 300) return answer.json<Level>()
  if (answer.status >= 500) throw new Problem(502, 'inventory_failed', 'The inventory service failed.')
  const { code, detail } = answer.json<{ code?: string; detail?: string }>()
  throw new Problem(
    answer.status,
    code ?? 'inventory_refused',
    detail ?? 'The inventory service refused the change.',
  )
}
