import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'The bank behind payment-service answers every payment with an error.',
  metrics: [
    {
      says: 'payments fail',
      query: 'sum(rate(order_payments_processed_total{status="failed"}[$window])) > 0',
      withinSeconds: 60,
    },
    {
      says: 'payment-service answers with 5xx',
      query: 'sum(rate(http_requests_total{service="payment-service", status=~"5.."}[$window])) > 0',
      withinSeconds: 60,
    },
    {
      says: 'the gateway sees errors of order-service',
      query:
        'sum(rate(upstream_service_errors_total{service="order-service", status_code=~"5.."}[$window])) > 0',
      withinSeconds: 60,
    },
  ],
  edges: [{ from: 'order-service', to: 'payment-service', failed: true }],
  logs: [{ service: 'payment-service', says: /POST \/internal\/payments 502/ }],
  alert: {
    name: 'FailedPayments (more than half of all payments fail)',
    query:
      'sum(rate(order_payments_processed_total{status="failed"}[$window])) / sum(rate(order_payments_processed_total[$window])) > 0.5',
    forSeconds: 30,
    withinSeconds: 150,
  },
  innocent: [
    {
      says: 'inventory-service fails',
      query: 'sum(rate(http_requests_total{service="inventory-service", status=~"5.."}[$window])) > 0',
    },
  ],
}
