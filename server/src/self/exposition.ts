/**
 * The registry as text, for whoever scrapes us: Prometheus's format 0.0.4, or OpenMetrics 1.0 where it is asked for.
 *
 * Written here and not by prom-client, because there the format is a property of the registry, shared by all who ask at once.
 */
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client'

export type ExpositionFormat = 'text' | 'openmetrics'

export const CONTENT_TYPES: Record<ExpositionFormat, string> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** OpenMetrics where the client names it and does not rank it below text. */
export function expositionFormat(accept: string | undefined): ExpositionFormat {
  let openmetrics = 0
  let text = 0
  for (const part of (accept ?? '').toLowerCase().split(',').slice(0, 20)) {
    const [type = '', ...parameters] = part.split(';').map(word => word.trim())
    const version = parameters.find(parameter => parameter.startsWith('version='))?.slice(8)
    const weight = Number(parameters.find(parameter => parameter.startsWith('q='))?.slice(2) ?? 1) || 0
    if (type === 'application/openmetrics-text' && (version === undefined || /^"?1\.0\.0"?$/.test(version)))
      openmetrics = Math.max(openmetrics, weight)
    if (type === 'text/plain') text = Math.max(text, weight)
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text'
}

export async function formatMetrics(registry: Registry, format: ExpositionFormat): Promise<string> {
  const families = (await registry.getMetricsAsJSON()) as MetricObjectWithValues<MetricValue<string>>[]
  families.sort((a, b) => (a.name < b.name ? -1 : 1))
  const text = families.map(family => formatFamily(family, format)).join('')
  return format === 'openmetrics' ? `${text}# EOF\n` : text
}

type Sample = MetricValue<string> & { readonly metricName?: string }

function formatFamily(family: MetricObjectWithValues<MetricValue<string>>, format: ExpositionFormat): string {
  const openmetrics = format === 'openmetrics'
  const type = String(family.type)
  // OpenMetrics names a counter's family without the suffix that its sample has.
  const name = openmetrics && type === 'counter' ? family.name.replace(/_total$/, '') : family.name
  const help = family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  let text = `# HELP ${name} ${openmetrics ? help.replaceAll('"', '\\"') : help}\n# TYPE ${name} ${type}\n`
  for (const { metricName, labels, value } of family.values as Sample[])
    text += `${metricName ?? family.name}${formatLabels(labels, openmetrics)} ${formatValue(value)}\n`
  return text
}

function formatLabels(
  labels: Readonly<Partial<Record<string, string | number>>>,
  openmetrics: boolean,
): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    const isBound = name === 'le' || name === 'quantile'
    const text = openmetrics && isBound ? canonical(value) : String(value)
    return `${name}="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
  })
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

/** OpenMetrics wants bounds as floats: `1.0`, not `1`. */
function canonical(bound: string | number | undefined): string {
  const text = String(bound)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}
