/**
 * Every path that the public can reach, whom it leads to and who may use it. What isn't here isn't reachable; the patterns are the
 * values of the label `route`, so there are as many as lines here.
 */
import type { ServiceName } from '../../../contracts/services.ts'

export type Access = 'public' | 'customer' | 'admin'
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Route {
  readonly method: Method
  /** At the gateway; `:id` stands for one segment. */
  readonly path: string
  readonly service: ServiceName
  /** At the service, with the same parameters. */
  readonly to: string
  readonly access: Access
  /** The query parameters that are passed on; others can't make up keys of the cache. */
  readonly query: readonly string[]
  /** Answers are kept so long. Not those of single products: each view is counted where it is answered. */
  readonly cacheMs?: number
  /** Requests of one address a minute, of this route alone. */
  readonly perMinute?: number
  readonly timeoutMs?: number
  /** Chaos spares it: an admin has to be able to end the chaos. */
  readonly spared?: boolean
}

type More = Partial<Pick<Route, 'query' | 'cacheMs' | 'perMinute' | 'timeoutMs' | 'spared'>>

const CACHED_MS = 10_000
const PAGE = ['limit', 'offset'] as const
/** An order asks three others before it is answered. */
const ORDER_MS = 10_000

/** `GET /products/:id` of an area is reachable at `/api/<area>/products/:id`. */
function area(name: string, service: ServiceName, common: More = {}) {
  return (access: Access, asked: `${Method} /${string}`, more: More = {}): Route => {
    const [method, to] = asked.split(' ') as [Method, string]
    return { method, path: `/api/${name}${to}`, service, to, access, query: [], ...common, ...more }
  }
}

const users = area('users', 'user-service')
const products = area('products', 'product-service')
const orders = area('orders', 'order-service')
const inventory = area('inventory', 'inventory-service')
const notifications = area('notifications', 'notification-worker')
const chaos = area('chaos', 'chaos-service', { spared: true })

export const ROUTES: readonly Route[] = [
  users('public', 'POST /register'),
  users('public', 'POST /login', { perMinute: 20, spared: true }),
  users('public', 'POST /tokens/validate'),
  users('customer', 'GET /profile'),
  users('customer', 'PUT /profile'),
  users('admin', 'GET /users', { query: ['limit', 'after', 'q'] }),
  users('admin', 'PUT /users/:id/role'),

  products('public', 'GET /products', { query: ['category', 'sort', ...PAGE], cacheMs: CACHED_MS }),
  products('public', 'GET /products/search', { query: ['q', 'limit'], cacheMs: CACHED_MS }),
  products('public', 'GET /categories', { cacheMs: CACHED_MS }),
  products('public', 'GET /products/:id'),
  products('admin', 'POST /products'),
  products('admin', 'PUT /products/:id'),
  products('admin', 'POST /products/:id/stock'),

  orders('customer', 'POST /orders', { timeoutMs: ORDER_MS }),
  orders('customer', 'GET /orders', { query: ['all', 'status', 'after', ...PAGE] }),
  orders('customer', 'GET /orders/:id'),
  orders('customer', 'POST /orders/:id/payments', { timeoutMs: ORDER_MS }),
  orders('customer', 'POST /orders/:id/cancel', { timeoutMs: ORDER_MS }),
  orders('customer', 'POST /orders/:id/return', { timeoutMs: ORDER_MS }),
  orders('admin', 'POST /orders/:id/ship'),
  orders('admin', 'POST /orders/:id/deliver'),

  inventory('admin', 'GET /levels', { query: PAGE }),
  inventory('admin', 'GET /levels/:id'),

  notifications('admin', 'GET /notifications', { query: ['limit', 'status'] }),

  chaos('admin', 'GET /status'),
  chaos('admin', 'POST /enable'),
  chaos('admin', 'POST /disable'),
  chaos('admin', 'PUT /config'),
  chaos('admin', 'POST /inject/latency'),
  chaos('admin', 'POST /inject/error'),
  chaos('admin', 'POST /inject/timeout'),
  chaos('admin', 'POST /inject/random'),
  chaos('admin', 'GET /faults'),
  chaos('admin', 'POST /faults/:id'),
  chaos('admin', 'DELETE /faults/:id'),
  chaos('admin', 'DELETE /faults'),
  chaos('admin', 'GET /ledger', { query: ['limit', 'before', 'after'] }),
]
