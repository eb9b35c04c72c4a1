/** What people ask of the mix: the panels of a dashboard, the expressions of alert rules, and a set that covers the language. */
export interface RangeQuestion {
  readonly name: string
  readonly query: string
  readonly lengthMs: number
  readonly stepMs: number
}

const HOUR = 3_600_000
const hour = (name: string, query: string): RangeQuestion => ({ name, query, lengthMs: HOUR, stepMs: 15_000 })
const all = (name: string, query: string): RangeQuestion => ({
  name,
  query,
  lengthMs: 3 * HOUR - 300_000,
  stepMs: 15_000,
})

export const QUANTILE_BY_SERVICE = hour(
  'quantile',
  'histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m])))',
)
export const RATE_BY_ROUTE = hour('rate', 'sum by (job, route) (rate(http_requests_total[5m]))')
export const ERROR_RATIO = hour(
  'error-ratio',
  'sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) / sum by (job) (rate(http_requests_total[5m]))',
)
export const SUM_OF_ALL = all('sum-of-all', 'sum({__name__!=""})')
export const JOIN = hour(
  'join',
  'sum by (pod, route) (rate(http_requests_total[5m])) * on (pod) group_left (version) app_build_info',
)
export const ONE_LOOKUP = 'process_open_fds{job="gateway"}'

/** A page that a team opens in the morning. */
export const PANELS: readonly RangeQuestion[] = [
  hour('requests', 'sum(rate(http_requests_total[5m]))'),
  hour('by service', 'sum by (job) (rate(http_requests_total[5m]))'),
  hour('by route', 'topk(10, sum by (route) (rate(http_requests_total[5m])))'),
  ERROR_RATIO,
  QUANTILE_BY_SERVICE,
  hour('p50', 'histogram_quantile(0.5, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m])))'),
  hour('cpu', 'sum by (job) (rate(process_cpu_user_seconds_total[5m]))'),
  hour('memory', 'process_resident_memory_bytes'),
  hour('event loop', 'max by (job) (nodejs_eventloop_lag_seconds{stat="p99"})'),
  hour('pool', 'sum by (job, state) (db_pool_connections)'),
  hour('queues', 'sum by (queue) (queue_depth)'),
  hour('node cpu', '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))'),
]

const SERVICES = ['gateway', 'user', 'product', 'order', 'payment', 'inventory', 'notification', 'shipping']

/** Ten rules for each of six services. */
export const ALERTS: readonly string[] = SERVICES.slice(0, 6).flatMap(job => [
  `up{job="${job}"} == 0`,
  `sum(rate(http_requests_total{job="${job}",status=~"5.."}[5m])) / sum(rate(http_requests_total{job="${job}"}[5m])) > 0.05`,
  `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="${job}"}[5m]))) > 0.5`,
  `max(process_resident_memory_bytes{job="${job}"}) > 1e9`,
  `rate(process_cpu_user_seconds_total{job="${job}"}[5m]) > 0.9`,
  `max_over_time(nodejs_eventloop_lag_seconds{job="${job}",stat="p99"}[10m]) > 0.1`,
  `sum by (pod) (db_pool_connections{job="${job}",state="waiting"}) > 5`,
  `predict_linear(queue_depth{job="${job}"}[30m], 3600) > 1000`,
  `absent(process_start_time_seconds{job="${job}"})`,
  `changes(process_start_time_seconds{job="${job}"}[15m]) > 2`,
])

/** The set over which the geometric mean is taken. */
export const QUESTIONS: readonly RangeQuestion[] = [
  ...PANELS,
  RATE_BY_ROUTE,
  hour('raw rates', 'rate(http_requests_total{status="200"}[5m])'),
  SUM_OF_ALL,
  JOIN,
  all('count of all', 'count({__name__!=""})'),
  all('sum by metric', 'sum by (__name__) ({job="gateway"})'),
  hour('irate', 'sum by (job) (irate(http_requests_total[1m]))'),
  hour('increase', 'sum by (job) (increase(http_requests_total[1h]))'),
  hour('avg over time', 'avg_over_time(process_resident_memory_bytes[10m])'),
  hour('max over time', 'max by (job) (max_over_time(nodejs_eventloop_lag_seconds[10m]))'),
  hour('quantile over time', 'quantile_over_time(0.9, queue_depth[10m])'),
  hour('deriv', 'deriv(nodejs_heap_size_used_bytes[10m])'),
  hour('stddev', 'stddev by (job) (process_open_fds)'),
  hour('quantile of', 'quantile by (job) (0.9, process_open_fds)'),
  hour('topk', 'topk(5, rate(http_response_size_bytes_total[5m]))'),
  hour('comparison', 'db_pool_connections{state="used"} > bool 5'),
  hour(
    'one to one',
    'db_pool_connections{state="used"} / ignoring (state) db_pool_connections{state="idle"}',
  ),
  hour('or', 'queue_depth{queue="email"} or queue_depth{queue="invoice"}'),
  hour('unless', 'process_open_fds unless on (pod) (process_open_fds > 70)'),
  hour('subquery', 'max_over_time(sum by (job) (rate(http_requests_total[5m]))[30m:1m])'),
  hour('offset', 'sum(rate(http_requests_total[5m])) / sum(rate(http_requests_total[5m] offset 1h))'),
  hour('label replace', 'label_replace(process_open_fds, "shard", "$1", "pod", ".*-(.*)")'),
]
