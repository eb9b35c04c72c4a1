/** The dashboards that have to be shipped, as the catalogue beside this repository lists them, and where ours stand for them. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface CataloguePanel {
  readonly title: string
  /** All queries of the panel. */
  readonly targets: readonly string[]
  /** Our reading of the title where no query stands beside it. */
  readonly promql_inferred: string | null
  readonly query_ids: readonly string[]
}

interface QueryRow {
  readonly id: string
  readonly promql: string
  readonly fixed: string | null
}

interface CatalogueDashboard {
  readonly seed: string
  readonly dashboard: string
  readonly panels: readonly CataloguePanel[]
}

export interface WantedDashboard {
  readonly name: string
  readonly uid: string | undefined
  readonly panels: readonly WantedPanel[]
}

export interface WantedPanel {
  readonly title: string
  /** Corrected where they can't be right. */
  readonly queries: readonly string[]
  /** Of our panels, where there is no query to know them by. */
  readonly ours: readonly string[]
}

const FOLDER = fileURLToPath(new URL('../../../shared/catalog/', import.meta.url))

export const HAS_CATALOGUE = existsSync(FOLDER)

const UIDS: Readonly<Record<string, string>> = {
  '000 Golden Signals': 'golden-signals',
  // Its head is cut off where it is described.
  '000 Dashboard 2': 'cloudcart-business',
  '000 Dashboard 3: Observability': 'cloudcart-observability',
  '000 API Gateway (edge metrics)': 'api-gateway',
  '000 Per-service detailed dashboard: User': 'user-service',
  '000 Per-service detailed dashboard: Product': 'product-service',
  '000 Per-service detailed dashboard: Order': 'order-service',
  '000 Per-service detailed dashboard: Chaos': 'chaos-service',
  '000 Per-service detailed dashboard: Notifications': 'notification-worker',
  '000 Business KPIs': 'business-kpis',
  '001 Platform Overview Dashboard': 'platform-overview',
  '001 Service-Specific Dashboards': 'platform-services',
  '001 Infrastructure Dashboard': 'platform-infrastructure',
  '001 Business Metrics Dashboard': 'platform-business',
  '002 Dashboard 1: Infrastructure Overview': 'infrastructure-overview',
  '002 Dashboard 2: Service Health': 'service-health',
  '002 Dashboard 3: Business Metrics': 'business-metrics',
  '002 Dashboard 4: Container Metrics': 'containers',
  '002 ${var.project_name}-${var.environment}-dashboard': 'aws-ec2',
  '003 System Overview Dashboard': 'lynex-overview',
  '003 Cost & Token Usage Dashboard': 'lynex-cost',
  '003 Model Performance Dashboard': 'lynex-models',
  '003 Infrastructure Dashboard': 'lynex-infrastructure',
  '004 Common dashboards (unnamed)': 'code-execution',
}

const BY_TITLE: Readonly<Record<string, readonly string[]>> = {
  'By service breakdown': ['Hits and misses, by instance'],
  'Service health status grid': ['Services'],
  'Request rates across all services': ['Requests, by service'],
  'Error rates and success rates': ['Error rate, by service', 'Requests that succeed'],
  'Infrastructure resource usage': ['CPU', 'Memory in use', 'Disks'],
  'Authentication rates': ['Authentication, by outcome'],
  'user registrations': ['Registrations'],
  'Search queries': ['Searches'],
  'catalog operations': ['Catalogue operations'],
  'Order processing times': ['Order processing time'],
  'conversion rates': ['Conversion'],
  'Transaction volumes': ['Transactions, by outcome'],
  'payment methods': ['Payment methods'],
  'Stock levels': ['Least in stock'],
  'reservation rates': ['Reservations, by result'],
  'Message delivery rates': ['Delivery rate'],
  channels: ['Notifications, by channel'],
  'Kubernetes cluster health': ['Nodes ready', 'Pods running', 'Kubernetes'],
  'Database performance metrics': ['Query time, p95 by service', 'Queries', 'PostgreSQL', 'MongoDB'],
  'Cache hit rates and memory usage': ['Cache hit rate', 'Memory, by job'],
  'Network traffic and connectivity': ['Network traffic', 'Connections', 'Targets that answer'],
  'Real-time revenue tracking': ['Revenue in the last hour', 'Revenue per hour'],
  'User acquisition and retention': ['New users per hour', 'Users who are here'],
  'Product performance analytics': ['Products that people look at', 'Views, by category'],
  'Sales funnel conversion rates': ['From a look to a delivery', 'Each step of the one before'],
  'EC2 Metrics': ['CPU', 'Network'],
  'Recent Logs': ['Recent logs'],
  'Active Alerts': ['Active alerts'],
  'Memory Usage': ['Memory, by process'],
  'Active Connections': ['Open files and sockets'],
}

export function wantedDashboards(): WantedDashboard[] {
  const rows = new Map(read<QueryRow[]>('queries.json').map(row => [row.id, row]))
  return read<CatalogueDashboard[]>('dashboards.json').map(({ seed, dashboard, panels }) => ({
    name: `${seed} ${dashboard}`,
    uid: UIDS[`${seed} ${dashboard}`],
    panels: panels.map(({ title, targets, promql_inferred, query_ids }) => {
      const said = query_ids.flatMap(id => rows.get(id) ?? [])
      const queries = targets.map(query => said.find(({ promql }) => promql === query)?.fixed ?? query)
      if (queries.length === 0 && promql_inferred !== null) queries.push(promql_inferred)
      return { title, queries, ours: queries.length === 0 ? (BY_TITLE[title] ?? []) : [] }
    }),
  }))
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(FOLDER + file, 'utf8')) as T
}
