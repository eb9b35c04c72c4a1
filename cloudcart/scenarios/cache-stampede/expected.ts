import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: "The gateway's cache forgets everything, so each visitor's question reaches product-service.",
  metrics: [
    {
      says: 'nothing is found in the cache',
      query:
        'sum(rate(cache_hits_total[$window])) / (sum(rate(cache_hits_total[$window])) + sum(rate(cache_misses_total[$window]))) < 0.1',
      withinSeconds: 90,
    },
    {
      says: 'product-service answers most of what the cache should',
      query:
        'sum(rate(product_http_requests_total{endpoint=~"/products|/products/search|/categories"}[$window])) > 0.7 * sum(rate(http_requests_total{service="api-gateway", route=~"/api/products/(products|products/search|categories)"}[$window]))',
      withinSeconds: 90,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'product-service' }],
  logs: [{ service: 'product-service', says: /GET \/products 200/ }],
  alert: {
    name: 'CacheHitRatioLow (under 10 %)',
    query:
      'sum(rate(cache_hits_total[$window])) / (sum(rate(cache_hits_total[$window])) + sum(rate(cache_misses_total[$window]))) < 0.1',
    forSeconds: 30,
    withinSeconds: 150,
  },
  innocent: [
    {
      says: 'product-service fails',
      query: 'sum(rate(product_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
