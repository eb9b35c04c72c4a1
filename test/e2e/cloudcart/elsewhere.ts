/** What runs elsewhere and not in the shop (containers, a cluster, other products), as far as dashboards ask for it: series that grow with each look. */
type Labels = Readonly<Record<string, string>>

const LABELS: Readonly<Record<string, readonly Labels[]>> = {
  // cAdvisor
  container_cpu_usage_seconds_total: [{ name: 'api' }],
  container_memory_usage_bytes: [{ name: 'api' }],
  container_spec_memory_limit_bytes: [{ name: 'api' }],
  container_network_receive_bytes_total: [{ name: 'api' }],
  container_network_transmit_bytes_total: [{ name: 'api' }],
  container_start_time_seconds: [{ name: 'api' }],
  container_last_seen: [{ name: 'api' }],
  // kube-state-metrics and exporters of databases
  kube_node_status_condition: [{ node: 'one', condition: 'Ready', status: 'true' }],
  kube_pod_status_phase: [{ pod: 'api', phase: 'Running' }],
  pg_up: [{}],
  mongodb_up: [{}],
  // CloudWatch's exporter
  aws_ec2_cpuutilization_average: [{ instance_id: 'i-1' }],
  aws_ec2_network_in_average: [{ instance_id: 'i-1' }],
  aws_ec2_network_out_average: [{ instance_id: 'i-1' }],
  // A Prometheus that evaluates alerts
  ALERTS: [{ alertname: 'QueueBacklog', alertstate: 'firing' }],
  // Lynex
  lynex_ingest_events_received_total: [{ project_id: 'p', event_type: 'call' }],
  lynex_events_processed_total: [
    { project_id: 'p', status: 'success' },
    { project_id: 'p', status: 'error' },
  ],
  lynex_event_processing_duration_seconds: [{ le: '1' }, { le: '+Inf' }],
  lynex_event_queue_depth: [{}],
  lynex_tokens_processed_total: [{ model: 'm', token_type: 'input' }],
  lynex_cost_usd_total: [{ project_id: 'p', model: 'm' }],
  lynex_model_latency_seconds: [
    { model: 'm', le: '1' },
    { model: 'm', le: '+Inf' },
  ],
  lynex_model_errors_total: [{ model: 'm', error_type: 'timeout' }],
  lynex_model_requests_total: [
    { model: 'm', status: 'success' },
    { model: 'm', status: 'error' },
  ],
  lynex_clickhouse_query_duration_seconds: [
    { operation: 'select', le: '1' },
    { operation: 'select', le: '+Inf' },
  ],
  lynex_events_archived_total: [{ status: 'success' }, { status: 'error' }],
  lynex_redis_operations_total: [{}],
  lynex_service_uptime_seconds: [{}],
  process_resident_memory_bytes: [{}],
  process_open_fds: [{}],
  // Integr8sCode
  script_executions_total: [{ status: 'completed', lang_and_version: 'python-3.11' }],
  script_execution_duration: [
    { lang_and_version: 'python-3.11', le: '1' },
    { lang_and_version: 'python-3.11', le: '+Inf' },
  ],
  rate_limit_requests_total: [{ endpoint: '/execute' }],
  rate_limit_rejected_total: [{ group: 'users' }],
  execution_queue_depth: [{}],
}

/** Prometheus text; what is counted is higher the later the look. */
export function elsewhere(look: number): string {
  return Object.entries(LABELS)
    .map(([name, series]) => {
      const buckets = series.some(({ le }) => le !== undefined)
      const type = buckets ? 'histogram' : name.endsWith('_total') ? 'counter' : 'gauge'
      const lines = series.map(labels => {
        const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
        return `${name}${buckets ? '_bucket' : ''}{${pairs.join(',')}} ${1 + look}`
      })
      return [`# TYPE ${name} ${type}`, ...lines, ''].join('\n')
    })
    .join('')
}
