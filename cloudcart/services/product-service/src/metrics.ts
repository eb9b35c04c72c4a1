/** What the product service measures of itself, beside what all services do. */
import { Counter, Gauge, Histogram } from 'prom-client'
import { CATEGORIES } from '../../../contracts/catalogue.ts'
import { STOCK_REASONS, type StockReason } from '../../../contracts/events.ts'
import type { Database } from '../../../kit/database/database.ts'
import { fewLabels } from '../../../kit/few-labels.ts'
import type { Kit } from '../../../kit/kit.ts'
import {
  countPublished,
  measurePublishing,
  measureQueries,
  measureRequests,
  QUERY_BUCKETS,
} from '../../../kit/work-metrics.ts'
import { type Product, SEVERITIES, type Severity } from './product.ts'
import { countByCategory, countLow, stockLevels } from './store.ts'

/** More ids than this are `other`: a catalogue may grow, a metric may not. */
const MOST_PRODUCTS = 200
const EVENT_TYPES = ['product.created', 'product.stock_low'] as const

export interface Metrics {
  readonly created: Counter
  timedList<T>(category: string | undefined, work: () => Promise<T>): Promise<T>
  timedSearch<T>(work: () => Promise<T>): Promise<T>
  viewed(product: Product): void
  stockChanged(productId: string, reason: StockReason): void
  stockLow(productId: string, severity: Severity): void
  /** Reads the gauges from the database. */
  measure(database: Database): Promise<void>
}

export function createMetrics(kit: Kit): Metrics {
  const registers = [kit.registry]
  const idLabel = fewLabels(MOST_PRODUCTS)
  measureRequests(kit, 'product')
  measureQueries(kit, 'product')
  countPublished(kit, 'product', EVENT_TYPES)
  measurePublishing(kit, 'product', EVENT_TYPES)
  countErrors(kit)

  const list = new Histogram({
    name: 'product_list_time_seconds',
    help: 'Seconds to fetch a list of products, by category.',
    labelNames: ['category'],
    buckets: QUERY_BUCKETS,
    registers,
  })
  const search = new Histogram({
    name: 'product_search_time_seconds',
    help: 'Seconds to search for products.',
    buckets: QUERY_BUCKETS,
    registers,
  })
  const views = new Counter({
    name: 'product_views_total',
    help: 'Views of product pages, by product and category.',
    labelNames: ['product_id', 'category'],
    registers,
  })
  const viewed = new Counter({
    name: 'products_viewed_total',
    help: 'Views of product pages, by product.',
    labelNames: ['product_id'],
    registers,
  })
  const created = new Counter({
    name: 'products_created_total',
    help: 'Products that admins added to the catalogue.',
    registers,
  })
  const updates = new Counter({
    name: 'product_stock_updates_total',
    help: 'Changes of stock that the inventory told, by product and reason.',
    labelNames: ['product_id', 'reason'],
    registers,
  })
  const alerts = new Counter({
    name: 'inventory_alerts_total',
    help: 'Times that the stock of a product fell below 10 (warning) or below 5 (critical).',
    labelNames: ['product_id', 'severity'],
    registers,
  })
  const gauges = createGauges(kit)

  for (const category of ['all', ...CATEGORIES]) list.zero({ category })
  const known = new Set<string>()
  const startAtZero = (product_id: string): void => {
    if (known.has(product_id)) return
    known.add(product_id)
    viewed.inc({ product_id }, 0)
    for (const reason of STOCK_REASONS) updates.inc({ product_id, reason }, 0)
    for (const severity of SEVERITIES) alerts.inc({ product_id, severity }, 0)
  }

  return {
    created,
    timedList: (category, work) =>
      timed(work, seconds => list.observe({ category: category ?? 'all' }, seconds)),
    timedSearch: work => timed(work, seconds => search.observe(seconds)),
    viewed({ id, category }) {
      views.inc({ product_id: idLabel(id), category })
      viewed.inc({ product_id: idLabel(id) })
    },
    stockChanged: (id, reason) => updates.inc({ product_id: idLabel(id), reason }),
    stockLow: (id, severity) => alerts.inc({ product_id: idLabel(id), severity }),
    async measure(database) {
      gauges.pool.set(database.poolSize())
      gauges.low.set(await countLow(database))
      for (const { category, products, priceCents } of await countByCategory(database)) {
        gauges.byCategory.set({ category }, products)
        gauges.price.set({ category }, priceCents / products / 100)
      }
      // A product that was renamed leaves no series behind.
      const levels = await stockLevels(database, MOST_PRODUCTS)
      gauges.level.reset()
      for (const { id, name, stock } of levels) {
        const product_id = idLabel(id)
        startAtZero(product_id)
        if (product_id !== 'other') gauges.level.set({ product_id, product_name: name }, stock)
      }
    },
  }
}

async function timed<T>(work: () => Promise<T>, observe: (seconds: number) => void): Promise<T> {
  const began = performance.now()
  try {
    return await work()
  } finally {
    observe((performance.now() - began) / 1000)
  }
}

function createGauges({ registry }: Kit) {
  const registers = [registry]
  return {
    pool: new Gauge({
      name: 'product_db_connection_pool_size',
      help: 'Connections to the database that are open.',
      registers,
    }),
    low: new Gauge({
      name: 'low_stock_products_count',
      help: 'Products of which fewer than 10 are left.',
      registers,
    }),
    byCategory: new Gauge({
      name: 'products_count_by_category',
      help: 'Products in the catalogue, by category.',
      labelNames: ['category'],
      registers,
    }),
    price: new Gauge({
      name: 'product_average_price_dollars',
      help: 'Average price of the products, by category.',
      labelNames: ['category'],
      registers,
    }),
    level: new Gauge({
      name: 'product_stock_level',
      help: 'Pieces that can be sold, by product.',
      labelNames: ['product_id', 'product_name'],
      registers,
    }),
  }
}

function countErrors({ registry, on }: Kit): void {
  const errors = new Counter({
    name: 'product_errors_total',
    help: 'Requests that the product service refused or failed, by kind.',
    labelNames: ['error_type', 'endpoint'],
    registers: [registry],
  })
  on.request(({ route, status }) => {
    if (status >= 400) errors.inc({ error_type: errorTypeOf(status), endpoint: route })
  })
}

function errorTypeOf(status: number): string {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404) return 'not_found'
  if (status === 502 || status === 504) return 'upstream'
  return status < 500 ? 'invalid_request' : 'internal'
}
