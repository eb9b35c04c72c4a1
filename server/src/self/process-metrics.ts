/**
 * What the process itself costs: CPU, memory, files, the event loop, garbage collection. Under the names that Prometheus's and
 * prom-client's users know, as far as promtool finds them good (prom-client's own set it does not).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { constants, monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks'
import { counterOf, gauge, gaugeOf, histogram } from './metrics.ts'

const buildInfo = gauge('vedette_build_info', 'The version that runs, and on what. Always 1.', [
  'version',
  'node_version',
  'platform',
  'arch',
])
const collections = histogram(
  'nodejs_gc_duration_seconds',
  'Time spent collecting garbage, by kind: minor, major, incremental or weakcb.',
  [0.001, 0.01, 0.1, 1, 2, 5],
  ['kind'],
)

const KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}

/** Ten looks a second: enough to see a blocked loop, and too few to see in the CPU's idle time. */
const LAG_RESOLUTION_MS = 100

export function startProcessMetrics({ version }: { readonly version: string }): Disposable {
  buildInfo.reset()
  buildInfo.set({ version, node_version: process.version, platform: process.platform, arch: process.arch }, 1)

  counterOf(
    'process_cpu_user_seconds_total',
    'CPU time spent in the process, in seconds.',
    () => process.cpuUsage().user / 1e6,
  )
  counterOf(
    'process_cpu_system_seconds_total',
    'CPU time that the kernel spent for the process, in seconds.',
    () => process.cpuUsage().system / 1e6,
  )
  counterOf('process_cpu_seconds_total', 'CPU time of the process in all, in seconds.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  const startSeconds = Math.round(performance.timeOrigin) / 1000
  gaugeOf(
    'process_start_time_seconds',
    'When the process started, in seconds since the epoch.',
    () => startSeconds,
  )
  gaugeOf(
    'process_resident_memory_bytes',
    'Memory of the process that is in RAM, the embedded database included.',
    () => process.memoryUsage.rss(),
  )
  gaugeOf(
    'nodejs_heap_size_total_bytes',
    "The size of JavaScript's heap.",
    () => process.memoryUsage().heapTotal,
  )
  gaugeOf(
    'nodejs_heap_size_used_bytes',
    "What is used of JavaScript's heap.",
    () => process.memoryUsage().heapUsed,
  )
  gaugeOf(
    'nodejs_external_memory_bytes',
    "Memory outside of the heap that JavaScript's objects hold.",
    () => process.memoryUsage().external,
  )
  gaugeOf(
    'nodejs_array_buffers_bytes',
    'Memory of array buffers, among them the columns of the head.',
    () => process.memoryUsage().arrayBuffers,
  )
  counterOf(
    'nodejs_eventloop_busy_seconds_total',
    'Time in which the event loop had work to do; its rate is how busy the one thread is.',
    () => performance.eventLoopUtilization().active / 1000,
  )

  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  lag.enable()
  const lagSeconds = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - LAG_RESOLUTION_MS / 1000) : 0
  gaugeOf(
    'nodejs_eventloop_lag_p50_seconds',
    'Half of the time the event loop was late by no more than this, since the last look.',
    () => lagSeconds(lag.percentile(50)),
  )
  gaugeOf(
    'nodejs_eventloop_lag_p99_seconds',
    '99 % of the time the event loop was late by no more than this, since the last look.',
    () => lagSeconds(lag.percentile(99)),
  )
  gaugeOf(
    'nodejs_eventloop_lag_max_seconds',
    'The most that the event loop was late, since the last look.',
    () => {
      const worst = lagSeconds(lag.max)
      lag.reset()
      return worst
    },
  )

  if (process.platform === 'linux') linuxMetrics()

  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as { detail?: { kind?: number } }).detail ?? {}
      collections.observe({ kind: KINDS[kind ?? -1] ?? 'other' }, entry.duration / 1000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })

  return {
    [Symbol.dispose]() {
      observer.disconnect()
      lag.disable()
    },
  }
}

function linuxMetrics(): void {
  gaugeOf('process_open_fds', 'Files, sockets and pipes that the process has open.', () => {
    try {
      // The directory's own descriptor is among them.
      return readdirSync('/proc/self/fd').length - 1
    } catch {
      return 0
    }
  })
  gaugeOf('process_max_fds', 'How many files, sockets and pipes the process may have open.', () => {
    const limits = readProc('/proc/self/limits')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0)
  })
  gaugeOf('process_virtual_memory_bytes', 'Address space of the process.', () => {
    const status = readProc('/proc/self/status')
    return Number(/^VmSize:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  })
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
