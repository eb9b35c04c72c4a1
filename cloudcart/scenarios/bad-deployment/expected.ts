import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'Version 1.1.0 of product-service fails for half of its requests; rolled back, it is well again.',
  metrics: [
    {
      says: 'another version of product-service runs',
      query: 'product_build_info{version="1.1.0"} == 1',
      withinSeconds: 60,
    },
    {
      says: 'product-service answers with 5xx',
      query: 'sum(rate(product_http_requests_total{status=~"5.."}[$window])) > 0',
      withinSeconds: 60,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'product-service', failed: true }],
  logs: [{ service: 'product-service', says: / 500$/ }],
  alert: {
    name: 'HighErrorRate of product-service',
    query:
      'sum(rate(product_http_requests_total{status=~"5.."}[$window])) / sum(rate(product_http_requests_total[$window])) > 0.2',
    forSeconds: 30,
    withinSeconds: 120,
  },
  innocent: [
    {
      says: 'user-service fails',
      query: 'sum(rate(user_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
