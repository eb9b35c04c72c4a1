/** The whole company in one process: every service on its own port, sharing one event log and one cache where no servers are named for them. */
import { mkdirSync } from 'node:fs'
import { SERVICE_NAMES, SERVICE_PORTS, type ServiceName } from './contracts/services.ts'
import { boot } from './kit/boot.ts'
import type { RunningService, ServiceDefinition } from './kit/kit.ts'
import { createLog } from './kit/logs.ts'
import { type Settings, settingsFrom } from './kit/settings.ts'
import { openCacheOf, openEvents } from './kit/stores.ts'
import { apiGateway } from './services/api-gateway/src/app.ts'
import { chaosService } from './services/chaos-service/src/app.ts'
import { inventoryService } from './services/inventory-service/src/app.ts'
import { metricsAggregator } from './services/metrics-aggregator/src/app.ts'
import { notificationWorker } from './services/notification-worker/src/app.ts'
import { orderService } from './services/order-service/src/app.ts'
import { paymentService } from './services/payment-service/src/app.ts'
import { productService } from './services/product-service/src/app.ts'
import { userService } from './services/user-service/src/app.ts'

/** In the order in which they are best booted: who is asked first comes first. */
export const SERVICES: readonly ServiceDefinition[] = [
  chaosService,
  userService,
  inventoryService,
  productService,
  paymentService,
  orderService,
  notificationWorker,
  metricsAggregator,
  apiGateway,
]

export interface ShopOptions {
  readonly env?: NodeJS.ProcessEnv
  /** `free` takes ports that nobody uses: for tests, and for several shops on one machine. */
  readonly ports?: 'usual' | 'free'
  readonly settings?: Partial<Settings>
  readonly write?: (line: string) => void
  /** Services and databases may take so many times as long as usual. */
  readonly patience?: number
}

export interface Shop extends AsyncDisposable {
  urlOf(service: ServiceName): string
  service(name: ServiceName): RunningService
  stop(): Promise<void>
}

export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const env = options.env ?? process.env
  const running = new Map<ServiceName, RunningService>()
  const urlOf = (name: ServiceName): string => running.get(name)?.url ?? NOBODY
  const settingsOf = (name: ServiceName): Settings => {
    const { PORT: _, ...rest } = env
    const settings = settingsFrom(rest, name)
    const port = options.ports === 'free' ? 0 : SERVICE_PORTS[name]
    return { ...settings, port, urlOf, ...options.settings }
  }

  await using stack = new AsyncDisposableStack()
  const common = settingsOf('api-gateway')
  if (common.dataDir !== undefined) mkdirSync(common.dataDir, { recursive: true })
  const log = createLog({
    service: 'cloudcart',
    version: () => common.version,
    level: common.logLevel,
    otlp: undefined,
    ...(options.write === undefined ? {} : { write: options.write }),
  })
  const events = stack.adopt(await openEvents('cloudcart', common, log), opened => opened.close())
  const cache = stack.adopt(await openCacheOf('shop', common, log), opened => opened.close())
  for (const definition of SERVICES) {
    const service = await boot(definition, {
      settings: settingsOf(definition.name),
      shared: { events, cache },
      ...(options.patience === undefined ? {} : { patience: options.patience }),
      ...(options.write === undefined ? {} : { write: options.write }),
    })
    running.set(definition.name, service)
    stack.defer(() => service.stop())
  }
  const started = stack.move()
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopped ??= started.disposeAsync()
    return stopped
  }
  return {
    urlOf,
    service: name => running.get(name)!,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Asked for before it listens. */
const NOBODY = 'http://127.0.0.1:9'

export { SERVICE_NAMES }
