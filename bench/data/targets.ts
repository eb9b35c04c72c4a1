/** What one target exposes: an application pod of a Node service, or a host seen by a node exporter. */
import type { Random } from './random.ts'
import { constant, counter, histogram, type Source, secondsCounter, walk } from './sources.ts'

const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const GC_BOUNDS = [0.001, 0.01, 0.1, 1, 2, 5]
const PAGE = 4096

/** Some services time in whole milliseconds, the others add up doubles of seconds, as prom-client does. */
export interface Pod {
  readonly routes: readonly string[]
  readonly timesInMilliseconds: boolean
  readonly startedAtSeconds: number
}

export function podSources(pod: Pod, random: Random): Source[] {
  const digits = pod.timesInMilliseconds ? 3 : undefined
  const uptimeScrapes = 1000 + random.below(40_000)
  const since = (perScrape: number): number => Math.floor(perScrape * uptimeScrapes)
  const sources: Source[] = []

  pod.routes.forEach((route, rank) => {
    const method = rank % 3 === 1 ? 'POST' : 'GET'
    const perScrape = (15 * (10 + random.below(60))) / (rank + 1) ** 1.5
    for (const [status, share] of [
      ['200', 0.975],
      ['404', 0.02],
      ['500', 0.002],
    ] as const) {
      const rate = perScrape * share
      sources.push(counter('http_requests_total', { method, route, status }, since(rate), rate))
    }
    sources.push(
      histogram(
        'http_request_duration_seconds',
        { method, route },
        {
          perScrape,
          scrapesBefore: uptimeScrapes,
          meanSeconds: 0.004 * (1 + random.below(40)),
          bounds: DURATION_BOUNDS,
          digits,
        },
      ),
      counter('http_response_size_bytes_total', { route }, since(perScrape * 2000), perScrape, 2000),
    )
  })

  for (const operation of ['select', 'insert', 'update']) {
    const perScrape = 15 * (1 + random.below(30))
    sources.push(
      histogram(
        'db_query_duration_seconds',
        { operation },
        {
          perScrape,
          scrapesBefore: uptimeScrapes,
          meanSeconds: 0.002 * (1 + random.below(10)),
          bounds: DURATION_BOUNDS,
          digits,
        },
      ),
    )
  }
  return [...sources, ...runtimeSources(pod, uptimeScrapes, random), ...domainSources(random, since)]
}

function runtimeSources(pod: Pod, uptimeScrapes: number, random: Random): Source[] {
  const resident = 80e6 + random.below(300e6)
  const heap = resident * 0.5
  const sources: Source[] = [
    walk(
      'process_resident_memory_bytes',
      {},
      { mean: resident, step: 1e6, low: 4e7, high: 1e9, quantum: PAGE },
    ),
    walk('nodejs_heap_size_used_bytes', {}, { mean: heap, step: heap / 12, low: 2e7, high: 9e8, quantum: 8 }),
    walk(
      'nodejs_heap_size_total_bytes',
      {},
      { mean: heap * 1.4, step: heap / 20, low: 3e7, high: 1e9, quantum: 262_144, restless: 0.1 },
    ),
    walk('nodejs_external_memory_bytes', {}, { mean: 4e6, step: 2e4, low: 1e6, high: 5e7, restless: 0.4 }),
    secondsCounter('process_cpu_user_seconds_total', {}, random.below(90_000), 2.1, 6),
    secondsCounter('process_cpu_system_seconds_total', {}, random.below(20_000), 0.4, 6),
    constant('process_start_time_seconds', {}, pod.startedAtSeconds),
    constant('process_max_fds', {}, 1_048_576),
    constant('nodejs_version_info', { version: 'v26.10.0', major: '26' }, 1),
    constant('app_build_info', { version: '2.14.3', revision: '9f1c2ab' }, 1),
    walk('process_open_fds', {}, { mean: 64, step: 1.5, low: 20, high: 400 }),
    walk('nodejs_active_handles_total', {}, { mean: 40, step: 1.2, low: 8, high: 200 }),
    walk('nodejs_active_requests_total', {}, { mean: 1, step: 0.4, low: 0, high: 20 }),
  ]
  for (const [stat, mean] of [
    ['mean', 0.0106],
    ['p50', 0.0103],
    ['p99', 0.0124],
    ['max', 0.021],
  ] as const) {
    const lag = { mean, step: mean / 40, low: 0.01, high: 0.2, digits: 9 }
    sources.push(walk('nodejs_eventloop_lag_seconds', { stat }, lag))
  }
  for (const [kind, perScrape] of [
    ['minor', 9],
    ['incremental', 0.2],
    ['major', 0.05],
  ] as const) {
    sources.push(
      histogram(
        'nodejs_gc_duration_seconds',
        { kind },
        {
          perScrape,
          scrapesBefore: uptimeScrapes,
          meanSeconds: 0.0015,
          bounds: GC_BOUNDS,
          digits: undefined,
        },
      ),
    )
  }
  return sources
}

function domainSources(random: Random, since: (perScrape: number) => number): Source[] {
  const sources: Source[] = [
    walk('cpu_usage_ratio', {}, { mean: 0.31, step: 0.02, low: 0, high: 1, digits: 3 }),
    walk('memory_usage_percent', {}, { mean: 54, step: 0.3, low: 5, high: 100, digits: 2 }),
    walk('cache_hit_ratio', { cache: 'catalog' }, { mean: 0.93, step: 0.004, low: 0, high: 1, digits: 3 }),
    walk('cache_hit_ratio', { cache: 'session' }, { mean: 0.88, step: 0.006, low: 0, high: 1, digits: 3 }),
    walk('order_value_average_euro', {}, { mean: 48, step: 0.8, low: 5, high: 300, digits: 2 }),
    constant('db_pool_size', {}, 20),
    constant('replicas_desired', {}, 3),
  ]
  for (const state of ['idle', 'used', 'waiting']) {
    const mean = state === 'waiting' ? 0.3 : 10
    sources.push(walk('db_pool_connections', { state }, { mean, step: mean / 5, low: 0, high: 20 }))
  }
  for (const queue of ['email', 'invoice', 'export']) {
    sources.push(walk('queue_depth', { queue }, { mean: 12, step: 3, low: 0, high: 500 }))
  }
  for (const upstream of ['user', 'payment', 'inventory', 'search']) {
    sources.push(constant('circuit_breaker_open', { upstream }, 0))
  }
  for (const cache of ['catalog', 'session']) {
    for (const [result, perScrape] of [
      ['hit', 900],
      ['miss', 70],
    ] as const) {
      sources.push(
        counter('cache_operations_total', { cache, result }, since(perScrape), perScrape * random.next()),
      )
    }
  }
  for (let partition = 0; partition < 6; partition++) {
    const labels = { topic: 'orders', partition: String(partition) }
    const perScrape = 20 + random.below(300)
    sources.push(
      counter('kafka_messages_consumed_total', labels, since(perScrape), perScrape),
      walk('kafka_consumer_lag', labels, { mean: 6, step: 3, low: 0, high: 5000 }),
    )
  }
  return sources
}

export function hostSources(random: Random): Source[] {
  const sources: Source[] = [
    walk('node_load1', {}, { mean: 1.4, step: 0.12, low: 0, high: 16, digits: 2 }),
    walk('node_load5', {}, { mean: 1.3, step: 0.04, low: 0, high: 16, digits: 2 }),
    walk('node_load15', {}, { mean: 1.25, step: 0.015, low: 0, high: 16, digits: 2 }),
    constant('node_boot_time_seconds', {}, 1_770_000_000 + random.below(1_000_000)),
    constant('node_memory_MemTotal_bytes', {}, 16_393_318_400),
    counter('node_context_switches_total', {}, random.below(1e9), 60_000),
    counter('node_intr_total', {}, random.below(1e9), 30_000),
  ]
  for (let cpu = 0; cpu < 4; cpu++) {
    for (const [mode, perScrape] of [
      ['user', 4.1],
      ['system', 1.2],
      ['idle', 9.1],
      ['iowait', 0.2],
      ['softirq', 0.1],
      ['steal', 0],
      ['irq', 0],
      ['nice', 0],
    ] as const) {
      const labels = { cpu: String(cpu), mode }
      sources.push(
        secondsCounter(
          'node_cpu_seconds_total',
          labels,
          perScrape * random.below(50_000),
          Math.min(15, perScrape),
          2,
        ),
      )
    }
  }
  for (const field of [
    'MemFree',
    'MemAvailable',
    'Cached',
    'Buffers',
    'Active',
    'Inactive',
    'Slab',
    'Dirty',
  ]) {
    const mean = 1e8 + random.below(4e9)
    sources.push(
      walk(
        `node_memory_${field}_bytes`,
        {},
        { mean, step: mean / 300, low: 1e6, high: 1.6e10, quantum: PAGE },
      ),
    )
  }
  for (const device of ['nvme0n1', 'nvme1n1']) {
    sources.push(
      counter('node_disk_reads_completed_total', { device }, random.below(1e8), 12),
      counter('node_disk_writes_completed_total', { device }, random.below(1e8), 240),
      counter('node_disk_written_bytes_total', { device }, random.below(1e8) * PAGE, 240, 6 * PAGE),
      secondsCounter('node_disk_io_time_seconds_total', { device }, random.below(90_000), 0.9, 3),
      walk(
        'node_filesystem_avail_bytes',
        { device },
        { mean: 1.1e11, step: 4e5, low: 1e9, high: 2e11, quantum: PAGE, restless: 0.7 },
      ),
      constant('node_filesystem_size_bytes', { device }, 214_643_507_200),
      constant('node_filesystem_readonly', { device }, 0),
    )
  }
  for (const device of ['eth0', 'lo', 'docker0']) {
    for (const way of ['receive', 'transmit']) {
      sources.push(
        counter(`node_network_${way}_bytes_total`, { device }, random.below(1e9) * 100, 2000, 900),
        counter(`node_network_${way}_packets_total`, { device }, random.below(1e9), 2000),
        counter(`node_network_${way}_errs_total`, { device }, 0, 0),
        counter(`node_network_${way}_drop_total`, { device }, 0, 0),
      )
    }
  }
  for (const sensor of ['cpu0', 'cpu1', 'nvme0', 'nvme1']) {
    sources.push(
      walk('node_hwmon_temp_celsius', { sensor }, { mean: 46, step: 0.4, low: 20, high: 95, digits: 1 }),
    )
  }
  return sources
}
