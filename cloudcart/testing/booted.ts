/** A service booted for a test: on a free port, everything in memory, its log lines kept. */
import { boot } from '../kit/boot.ts'
import type { RunningService, ServiceDefinition } from '../kit/kit.ts'
import { type Settings, settingsFrom } from '../kit/settings.ts'

export interface Booted extends RunningService, AsyncDisposable {
  readonly lines: readonly Record<string, unknown>[]
  /** The value of one series of its own /metrics; undefined when there is none. */
  sample(name: string, labels?: Record<string, string>): Promise<number | undefined>
}

export interface BootedOptions {
  readonly settings?: Partial<Settings>
  readonly nowMs?: () => number
  /** 1 is that of a real service. */
  readonly patience?: number
}

/** On a busy machine others are slow without being away: no test may find that out. */
const PATIENCE = 12

export async function bootForTest(
  definition: ServiceDefinition,
  options: BootedOptions = {},
): Promise<Booted> {
  const lines: Record<string, unknown>[] = []
  const settings: Settings = {
    ...settingsFrom({ JWT_SECRET: 'a secret of the tests' }, definition.name),
    port: 0,
    // Nobody listens at port 9: a test says whom it needs.
    urlOf: () => 'http://127.0.0.1:9',
    ...options.settings,
  }
  const running = await boot(definition, {
    settings,
    patience: options.patience ?? PATIENCE,
    write: line => void lines.push(JSON.parse(line)),
    ...(options.nowMs === undefined ? {} : { nowMs: options.nowMs }),
  })
  return {
    ...running,
    lines,
    async sample(name, labels = {}) {
      for (const metric of await running.kit.registry.getMetricsAsJSON()) {
        for (const value of metric.values as { metricName?: string; labels: object; value: number }[]) {
          if ((value.metricName ?? metric.name) !== name) continue
          const has = value.labels as Record<string, string | number>
          if (Object.entries(labels).every(([key, wanted]) => String(has[key]) === wanted)) return value.value
        }
      }
      return undefined
    },
    [Symbol.asyncDispose]: () => running.stop(),
  }
}
