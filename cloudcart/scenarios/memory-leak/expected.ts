import type { Expected } from '../scenario.ts'

/** What is left after each garbage collection, against the least of some time before: the heap itself goes up and down. */
const FLOOR_ROSE = `min_over_time(nodejs_heap_size_used_bytes{instance=~".*:8006"}[$window])
  - min_over_time(nodejs_heap_size_used_bytes{instance=~".*:8006"}[$before])`

export const expected: Expected = {
  broken: 'The inventory service keeps what it should forget.',
  metrics: [
    {
      says: 'what garbage collection leaves grows by 40 MB',
      query: `${FLOOR_ROSE} > 40e6`,
      withinSeconds: 180,
    },
    {
      says: 'the process takes more from the machine',
      query:
        'process_resident_memory_bytes{instance=~".*:8006"} > 20e6 + min_over_time(process_resident_memory_bytes{instance=~".*:8006"}[$before])',
      withinSeconds: 180,
    },
  ],
  edges: [],
  logs: [],
  alert: {
    name: 'MemoryGrows (by more than 80 MB that nothing frees)',
    query: `${FLOOR_ROSE} > 80e6`,
    forSeconds: 20,
    withinSeconds: 280,
  },
  innocent: [
    {
      says: 'user-service fails',
      query: 'sum(rate(user_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
