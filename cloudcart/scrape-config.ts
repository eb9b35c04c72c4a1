/** The `prometheus.yml` that watches the shop. The file beside this one is the same for the usual ports; a test holds them together. */
import { SERVICE_NAMES, SERVICE_PORTS, type ServiceName } from './contracts/services.ts'

export interface ScrapeConfigOptions {
  readonly urlOf: (service: ServiceName) => string
  readonly interval: string
  readonly timeout: string
}

/** Dashboards ask for `up` by these names of jobs; one metric is enough for that. */
const NAMED_JOBS = {
  'api-gateway': 'api-gateway',
  'auth-service': 'user-service',
  'product-service': 'product-service',
  'order-service': 'order-service',
} as const

/** Services may listen anywhere: what they are called stays. */
export function scrapeConfig({ urlOf, interval, timeout }: ScrapeConfigOptions): string {
  const target = (name: ServiceName): string =>
    `{ targets: ['${new URL(urlOf(name)).host}'], labels: { instance: 'localhost:${SERVICE_PORTS[name]}' } }`
  const named = Object.entries(NAMED_JOBS).map(
    ([job, name]) => `  - job_name: ${job}
    params: { 'name[]': [process_start_time_seconds] }
    static_configs: [${target(name)}]
`,
  )
  return `global: { scrape_interval: ${interval}, scrape_timeout: ${timeout} }
scrape_configs:
  - job_name: cloudcart-services
    static_configs:
${SERVICE_NAMES.map(name => `      - ${target(name)}\n`).join('')}${named.join('')}`
}
