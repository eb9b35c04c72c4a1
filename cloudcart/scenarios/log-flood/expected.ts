import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'product-service writes hundreds of empty lines a second.',
  metrics: [
    {
      says: 'product-service writes far more lines than requests ask for',
      query: 'sum(rate(log_lines_total{instance=~".*:8002"}[$window])) > 150',
      withinSeconds: 60,
    },
  ],
  edges: [],
  logs: [{ service: 'product-service', says: /flood|nothing|heartbeat|cache|debug/i }],
  alert: {
    name: 'LogFlood (more than 150 lines a second from one service)',
    query: 'max(sum by (instance) (rate(log_lines_total[$window]))) > 150',
    forSeconds: 20,
    withinSeconds: 120,
  },
  innocent: [
    {
      says: 'product-service fails',
      query: 'sum(rate(product_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
