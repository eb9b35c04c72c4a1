/**
 * Writes METRICS.md from what services really register: `node cloudcart/metrics-reference.ts > cloudcart/METRICS.md`. A test compares the two.
 */
import type { Registry } from 'prom-client'
import { SERVICE_NAMES, SERVICE_PORTS } from './contracts/services.ts'
import { type Shop, startShop } from './shop.ts'

interface Registered {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly labelNames: readonly string[]
}

const HEAD = `# CloudCart's metrics

Every service exposes these at \`GET /metrics\`, besides the default metrics of Node processes (\`process_*\`, \`nodejs_*\`). Histograms have the series
\`_bucket\` (with \`le\`), \`_sum\` and \`_count\`. Made by \`cloudcart/metrics-reference.ts\`; a test holds it to what services register.
`

/** Metrics that every service has by its boot; told once. */
const OF_ALL = [
  'http_requests_total',
  'http_request_duration_seconds',
  'log_lines_total',
  'database_connection_time_seconds',
]

export async function metricsReference(shop: Shop): Promise<string> {
  const sections = [
    section(
      'Every service',
      '',
      await registeredIn(shop.service('order-service').kit.registry, OF_ALL.includes.bind(OF_ALL)),
    ),
  ]
  for (const name of SERVICE_NAMES) {
    const own = await registeredIn(
      shop.service(name).kit.registry,
      metric => !OF_ALL.includes(metric) && !/^(process|nodejs)_/.test(metric) && !metric.startsWith('load_'),
    )
    sections.push(section(name, `\`http://localhost:${SERVICE_PORTS[name]}/metrics\`\n\n`, own))
  }
  return [HEAD, ...sections].join('\n')
}

async function registeredIn(registry: Registry, wanted: (name: string) => boolean): Promise<Registered[]> {
  type Metric = Omit<Registered, 'type'> & { get(): Promise<{ type: string }> }
  const metrics = registry.getMetricsAsArray() as unknown as Metric[]
  return Promise.all(
    metrics
      .filter(({ name }) => wanted(name))
      .map(async metric => {
        const { name, help, labelNames } = metric
        return { name, help, labelNames, type: (await metric.get()).type }
      }),
  )
}

function section(title: string, intro: string, metrics: readonly Registered[]): string {
  const rows = metrics.map(({ name, help, type, labelNames }) => {
    const kind = type[0]!.toUpperCase() + type.slice(1)
    const labels = labelNames.map(label => `\`${label}\``).join(', ') || '-'
    return `| \`${name}\` | ${kind} | ${labels} | ${help.replaceAll('|', '\\|')} |`
  })
  return `## ${title}\n\n${intro}| Metric | Type | Labels | Description |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

if (import.meta.main) {
  await using shop = await startShop({ env: {}, ports: 'free', write: () => {} })
  process.stdout.write(await metricsReference(shop))
}
