import type { Expected } from '../scenario.ts'

export const expected: Expected = {
  broken: 'The notification worker takes no events; they wait in the log.',
  metrics: [
    {
      says: 'events wait',
      query: 'max(notification_kafka_consumer_lag_seconds) > 5',
      withinSeconds: 90,
    },
    {
      says: 'nothing is processed',
      query: 'sum(rate(notification_messages_processed_total[$window])) == 0',
      withinSeconds: 150,
    },
  ],
  edges: [{ from: 'api-gateway', to: 'order-service' }],
  logs: [{ service: 'notification-worker', says: /stuck|pause/i }],
  alert: {
    name: 'HighKafkaLag',
    query: 'max(notification_kafka_consumer_lag_seconds) > 5',
    forSeconds: 20,
    withinSeconds: 150,
  },
  innocent: [
    {
      says: 'order-service fails',
      query: 'sum(rate(order_http_requests_total{status=~"5.."}[$window])) > 0',
    },
  ],
}
