/** What the chaos service measures of itself, and the state of the faults. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { ActiveFault, ActiveInjection } from '../../../contracts/chaos-state.ts'
import { FAULT_NAMES, FAULTS, type FaultName } from '../../../contracts/faults.ts'
import type { Kit } from '../../../kit/kit.ts'
import { LATENCY_BUCKETS } from '../../../kit/metrics.ts'
import { measureRequests } from '../../../kit/work-metrics.ts'
import type { ChaosEvent } from './faults.ts'
import { ERROR_CODES, type Injection } from './injection.ts'

const INJECTED_MS_BUCKETS = [10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000]
const INJECTION_TYPES = ['enable', 'disable', 'latency', 'error', 'timeout', 'random'] as const
const EVENT_TYPES: readonly ChaosEvent[] = [
  'chaos.enabled',
  'chaos.disabled',
  'chaos.configured',
  'chaos.injected',
  'fault.started',
  'fault.ended',
]

export function createMetrics(
  kit: Pick<Kit, 'registry' | 'on' | 'nowMs'>,
  activeFaults: () => readonly ActiveFault[],
) {
  const { registry, on, nowMs } = kit
  const registers = [registry]
  measureRequests(kit, 'chaos')
  const beganMs = nowMs()
  const injections = new Counter({
    name: 'chaos_injections_total',
    help: 'Chaos switched or injected by hand, by whether it could be.',
    labelNames: ['injection_type', 'status'],
    registers,
  })
  const enabled = new Counter({ name: 'chaos_enabled_total', help: 'Times chaos was enabled.', registers })
  const disabled = new Counter({ name: 'chaos_disabled_total', help: 'Times chaos was disabled.', registers })
  const configured = new Counter({
    name: 'chaos_config_updates_total',
    help: 'Times chaos was configured.',
    registers,
  })
  const latencies = new Counter({
    name: 'latency_injections_total',
    help: 'Injections of latency, those that came up at random among them.',
    registers,
  })
  const latencyMs = new Histogram({
    name: 'latency_injection_duration_ms',
    help: 'Milliseconds that an injection of latency adds to each request.',
    buckets: INJECTED_MS_BUCKETS,
    registers,
  })
  const errors = new Counter({
    name: 'error_injections_total',
    help: 'Injections of errors, those that came up at random among them.',
    labelNames: ['error_code'],
    registers,
  })
  const timeouts = new Counter({
    name: 'timeout_injections_total',
    help: 'Injections of timeouts, those that came up at random among them.',
    registers,
  })
  const random = new Counter({
    name: 'random_chaos_injections_total',
    help: 'Injections left to chance.',
    registers,
  })
  const published = new Counter({
    name: 'chaos_kafka_messages_published_total',
    help: 'Events that the chaos service published.',
    labelNames: ['event_type'],
    registers,
  })
  const publishErrors = new Counter({
    name: 'chaos_kafka_publish_errors_total',
    help: 'Events that the chaos service could not publish.',
    registers,
  })
  const successRate = new Gauge({
    name: 'chaos_kafka_publish_success_rate',
    help: 'Percentage of events whose publishing worked since the service began; 100 while there was none.',
    registers,
  })
  const publishDuration = new Histogram({
    name: 'chaos_kafka_latency_seconds',
    help: 'Seconds that it took to publish an event.',
    buckets: LATENCY_BUCKETS,
    registers,
  })
  new Gauge({
    name: 'chaos_service_uptime_seconds',
    help: 'Seconds since the chaos service began.',
    registers,
    collect() {
      this.set((nowMs() - beganMs) / 1000)
    },
  })
  new Gauge({
    name: 'cloudcart_fault_active',
    help: 'The grade of a fault while it is on, from 0 to 1; else 0.',
    labelNames: ['fault', 'target'],
    registers,
    collect() {
      const grades = new Map(activeFaults().map(each => [each.fault, each.grade]))
      for (const fault of FAULT_NAMES) {
        this.set({ fault, target: FAULTS[fault as FaultName].target }, grades.get(fault as FaultName) ?? 0)
      }
    },
  })
  const started = new Counter({
    name: 'cloudcart_faults_started_total',
    help: 'Faults that were started.',
    labelNames: ['fault'],
    registers,
  })

  for (const injection_type of INJECTION_TYPES) {
    for (const status of ['success', 'failed']) injections.inc({ injection_type, status }, 0)
  }
  for (const code of ERROR_CODES) errors.inc({ error_code: String(code) }, 0)
  for (const event_type of EVENT_TYPES) published.inc({ event_type }, 0)
  for (const fault of FAULT_NAMES) started.inc({ fault }, 0)
  successRate.set(100)
  let tried = 0
  let worked = 0
  on.publish(({ type, ok, seconds }) => {
    tried++
    if (ok) {
      worked++
      published.inc({ event_type: type })
    } else publishErrors.inc()
    successRate.set((worked / tried) * 100)
    publishDuration.observe(seconds)
  })

  return {
    switched(on: boolean, ok: boolean): void {
      injections.inc({ injection_type: on ? 'enable' : 'disable', status: ok ? 'success' : 'failed' })
      if (ok) (on ? enabled : disabled).inc()
    },
    configured: (): void => configured.inc(),
    injected(type: Injection['kind'], injection: ActiveInjection): void {
      injections.inc({ injection_type: type, status: 'success' })
      if (type === 'random') random.inc()
      if (injection.kind === 'error') errors.inc({ error_code: String(injection.code) })
      if (injection.kind === 'timeout') timeouts.inc()
      if (injection.kind === 'latency') {
        latencies.inc()
        latencyMs.observe(injection.latencyMs)
      }
    },
    injectionFailed: (type: Injection['kind']): void =>
      injections.inc({ injection_type: type, status: 'failed' }),
    faultStarted: (fault: FaultName): void => started.inc({ fault }),
  }
}

export type ChaosMetrics = ReturnType<typeof createMetrics>
