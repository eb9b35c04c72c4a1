import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'Somebody tries stolen passwords from many addresses, many times a second.',
  metrics: [
    {
      says: 'logins fail by the dozen',
      query: 'sum(rate(user_logins_total{success="false"}[$window])) > 1',
      withinSeconds: 60,
    },
    {
      says: 'failures are wrong passwords, not broken tokens',
      query: 'topk(1, sum by (reason) (rate(user_auth_failures_total[$window]))) > 1',
      withinSeconds: 60,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'user-service' }],
  logs: [{ service: 'user-service', says: /POST \/login 401/ }],
  alert: {
    name: 'LoginFailures (more than half of all logins fail)',
    query:
      'sum(rate(user_logins_total{success="false"}[$window])) / sum(rate(user_logins_total[$window])) > 0.5 and sum(rate(user_logins_total{success="false"}[$window])) > 1',
    forSeconds: 30,
    withinSeconds: 120,
  },
  innocent: [
    {
      says: 'order-service fails',
      query: 'sum(rate(order_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
