import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: "Every statement of order-service's database waits more than a second.",
  metrics: [
    {
      says: 'statements of order-service are slow',
      query:
        'histogram_quantile(0.95, sum by (le) (rate(order_db_query_duration_seconds_bucket[$window]))) > 0.5',
      withinSeconds: 60,
    },
    {
      says: 'connections are waited for',
      query: 'database_connection_time_seconds{instance=~".*:8003"} > 0.5',
      withinSeconds: 90,
    },
    {
      says: 'the gateway waits for order-service',
      query:
        'histogram_quantile(0.95, sum by (le) (rate(upstream_service_latency_seconds_bucket{service="order-service"}[$window]))) > 1',
      withinSeconds: 60,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'order-service' }],
  logs: [{ service: 'order-service', says: /orders/ }],
  alert: {
    name: 'HighLatency of orders (p95 above 1 s)',
    query:
      'histogram_quantile(0.95, sum by (le) (rate(order_http_request_duration_seconds_bucket[$window]))) > 1',
    forSeconds: 30,
    withinSeconds: 150,
  },
  innocent: [
    {
      says: 'payment-service is slow',
      query:
        'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{service="payment-service"}[$window]))) > 1',
    },
  ],
}
