import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'inventory-service is slow and fails; order-service asks it again and again, without a pause.',
  metrics: [
    {
      says: 'inventory-service fails',
      query: 'sum(rate(http_requests_total{service="inventory-service", status=~"5.."}[$window])) > 0',
      withinSeconds: 60,
    },
    {
      says: 'it is asked several times for each order',
      query:
        'sum(rate(http_requests_total{service="inventory-service", route="/internal/reservations"}[$window])) > 2 * sum(rate(orders_total[$window]))',
      withinSeconds: 120,
    },
    {
      says: 'the trouble reaches the gateway',
      query:
        'sum(rate(upstream_service_errors_total{service="order-service", status_code=~"5.."}[$window])) > 0',
      withinSeconds: 120,
    },
  ],
  edges: [
    { from: 'api-gateway', to: 'order-service', failed: true },
    { from: 'order-service', to: 'inventory-service', failed: true },
  ],
  logs: [{ service: 'inventory-service', says: /POST \/internal\/reservations 503/ }],
  alert: {
    name: 'HighErrorRate of inventory-service',
    query:
      'sum(rate(http_requests_total{service="inventory-service", status=~"5.."}[$window])) / sum(rate(http_requests_total{service="inventory-service"}[$window])) > 0.2',
    forSeconds: 30,
    withinSeconds: 180,
  },
  innocent: [
    {
      says: 'payment-service fails',
      query: 'sum(rate(http_requests_total{service="payment-service", status=~"5.."}[$window])) > 0',
    },
  ],
}
