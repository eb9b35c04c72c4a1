/** What the inventory service measures of itself, beside what all services do. */
import { Counter, Gauge } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'
import { measureQueries } from '../../../kit/work-metrics.ts'

export interface InventoryMetrics {
  readonly reservations: Counter<'result'>
  readonly settled: Counter<'outcome'>
  readonly outOfStock: Counter
  readonly reservedUnits: Gauge
  readonly restocks: Counter
}

const RESULTS = ['reserved', 'repeated', 'out_of_stock', 'refused', 'failed']
const OUTCOMES = ['committed', 'released', 'returned', 'expired']

export function createInventoryMetrics(kit: Kit): InventoryMetrics {
  const registers = [kit.registry]
  measureQueries(kit, 'inventory')
  const reservations = new Counter({
    name: 'inventory_reservations_total',
    help: 'Reservations asked for by orders, by what came of it.',
    labelNames: ['result'] as const,
    registers,
  })
  for (const result of RESULTS) reservations.inc({ result }, 0)
  const settled = new Counter({
    name: 'inventory_reservations_settled_total',
    help: 'Reservations that ended: sold, given back, or forgotten by their customers.',
    labelNames: ['outcome'] as const,
    registers,
  })
  for (const outcome of OUTCOMES) settled.inc({ outcome }, 0)
  return {
    reservations,
    settled,
    outOfStock: new Counter({
      name: 'inventory_out_of_stock_total',
      help: 'Reservations refused because too little was left.',
      registers,
    }),
    reservedUnits: new Gauge({
      name: 'inventory_reserved_units',
      help: 'Pieces that are held for orders that are not paid yet.',
      registers,
    }),
    restocks: new Counter({
      name: 'inventory_restocks_total',
      help: 'Times that the supplier filled up a shelf.',
      registers,
    }),
  }
}
