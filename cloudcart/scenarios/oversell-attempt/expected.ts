import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'Nothing: more people want the product than there are pieces, and no piece is promised twice.',
  metrics: [
    {
      says: 'orders are refused for want of stock',
      query: 'sum(rate(inventory_out_of_stock_total[$window])) > 0',
      withinSeconds: 90,
    },
    {
      says: 'orders fail',
      query: 'sum(rate(orders_failed_total[$window])) > 0',
      withinSeconds: 90,
    },
  ],
  edges: [{ from: 'order-service', to: 'inventory-service' }],
  logs: [{ service: 'inventory-service', says: /POST \/internal\/reservations 409/ }],
  alert: {
    name: 'StockOutage (orders are refused for want of stock)',
    query: 'sum(rate(inventory_out_of_stock_total[$window])) > 0.2',
    forSeconds: 15,
    withinSeconds: 150,
  },
  innocent: [
    { says: 'stock is below nothing', query: 'product_stock_level < 0' },
    {
      says: 'inventory-service fails',
      query: 'sum(rate(http_requests_total{service="inventory-service", status=~"5.."}[$window])) > 0',
    },
  ],
}
