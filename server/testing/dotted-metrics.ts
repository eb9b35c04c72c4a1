/**
 * The instruments of a real system that names its metrics with dots and sets units, and whose dashboards ask for them with underscores and
 * without any unit: Integr8sCode, a code execution platform.
 */
export interface DottedMetric {
  readonly name: string
  readonly kind: 'counter' | 'updown' | 'histogram'
  readonly unit: string
  readonly labels: readonly string[]
}

const ROWS = `
script.executions.total counter 1 status,lang_and_version
script.execution.duration histogram s lang_and_version
script.executions.active updown 1
script.memory.usage histogram MiB lang_and_version
script.cpu.utilization histogram millicores
script.errors.total counter 1 error_type
execution.queue.depth updown 1
execution.queue.wait_time histogram s lang_and_version
coordinator.scheduling.duration histogram s
coordinator.executions.active updown 1
coordinator.queue.wait_time histogram s priority
coordinator.executions.scheduled.total counter 1 status
rate_limit.requests.total counter 1 authenticated,endpoint,algorithm
rate_limit.allowed.total counter 1 group,priority,multiplier
rate_limit.rejected.total counter 1 group,priority,multiplier
rate_limit.bypass.total counter 1 endpoint
rate_limit.check.duration histogram ms endpoint,authenticated
rate_limit.redis.duration histogram ms operation
rate_limit.remaining histogram 1
rate_limit.quota.usage histogram %
rate_limit.token_bucket.tokens histogram 1 endpoint
events.produced.total counter 1 event_type,topic
events.consumed.total counter 1 event_type,topic
events.processing.duration histogram s event_type
events.errors.total counter 1 event_type,error_type
events.lag updown 1 topic,partition
database.operations.total counter 1 operation,collection
database.operation.duration histogram s operation,collection
database.errors.total counter 1 operation,error_type
database.connections.active updown 1
connections.active updown 1 type
connections.total counter 1 type
connections.duration histogram s type
connections.messages.sent counter 1 type
health.checks.total counter 1 service,status
health.check.duration histogram s service
health.dependencies.status updown 1 dependency
notifications.sent.total counter 1 type,channel
notifications.failed.total counter 1 type,error
notifications.delivery.duration histogram s channel
dlq.messages.total counter 1 topic,reason
dlq.retries.total counter 1 topic
dlq.size updown 1 topic
`

export const DOTTED_METRICS: readonly DottedMetric[] = ROWS.trim()
  .split('\n')
  .map(row => {
    const [name = '', kind = '', unit = '', labels = ''] = row.split(' ')
    return {
      name,
      kind: kind as DottedMetric['kind'],
      unit,
      labels: labels === '' ? [] : labels.split(','),
    }
  })

/** What its dashboards query. */
export const DOTTED_QUERIES: readonly string[] = [
  'sum(rate(script_executions_total{status="completed"}[5m])) / sum(rate(script_executions_total[5m]))',
  'histogram_quantile(0.99, sum(rate(script_execution_duration_bucket[5m])) by (le, lang_and_version))',
  'sum(rate(rate_limit_rejected_total[5m])) / sum(rate(rate_limit_requests_total[5m]))',
  'avg_over_time(execution_queue_depth[1h])',
]
