import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'user-service counts requests by session: a new series with each request.',
  metrics: [
    {
      says: 'a scrape of user-service grows',
      query:
        'max_over_time(scrape_samples_scraped{job="cloudcart-services", instance=~".*:8001"}[$before]) - min_over_time(scrape_samples_scraped{job="cloudcart-services", instance=~".*:8001"}[$before]) > 20',
      withinSeconds: 120,
    },
    {
      says: 'one metric has far too many series',
      query: 'count(user_requests_by_session_total) > 20',
      withinSeconds: 120,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'user-service' }],
  logs: [],
  alert: {
    name: 'SeriesGrowth (one metric has far too many series)',
    query:
      'count by (__name__) ({__name__=~"user_.+_total"}) > 100 or count(user_requests_by_session_total) > 20',
    forSeconds: 10,
    withinSeconds: 150,
  },
  innocent: [
    {
      says: 'user-service fails',
      query: 'sum(rate(user_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
