import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'The inventory service keeps what it should forget.',
  metrics: [
    {
      says: 'resident memory grows',
      query:
        'max(process_resident_memory_bytes{instance=~".*:8006"} - min_over_time(process_resident_memory_bytes{instance=~".*:8006"}[10m])) > 50e6',
      withinSeconds: 150,
    },
    {
      says: 'inventory-service holds it',
      query: 'inventory_retained_bytes > 50e6',
      withinSeconds: 150,
    },
  ],
  edges: [],
  logs: [],
  alert: {
    name: 'MemoryGrows (by more than 50 MB in ten minutes)',
    query:
      'max(process_resident_memory_bytes{instance=~".*:8006"} - min_over_time(process_resident_memory_bytes{instance=~".*:8006"}[10m])) > 50e6 and on () inventory_retained_bytes > 50e6',
    forSeconds: 20,
    withinSeconds: 180,
  },
  innocent: [
    {
      says: 'user-service fails',
      query: 'sum(rate(user_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
