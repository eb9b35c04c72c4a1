/** The metrics of a service, a histogram as one, and a first question of each. Pure. */
export interface ServiceMetric {
  readonly name: string
  readonly query: string
}

export function serviceMetrics(names: readonly string[], matchers: string): ServiceMetric[] {
  const all = new Set(names)
  return names
    .filter(name => {
      const base = name.replace(/_(?:bucket|sum|count)$/, '')
      // One of a histogram stands for the others.
      return base === name || name.endsWith('_bucket') || !all.has(`${base}_bucket`)
    })
    .map(name => metricOf(name, matchers))
    .sort((a, b) => a.name.localeCompare(b.name))
}

function metricOf(name: string, matchers: string): ServiceMetric {
  const selector = /^[A-Za-z_:][\w:]*$/.test(name)
    ? `${name}${matchers}`
    : `{${JSON.stringify(name)}, ${matchers.slice(1)}`
  if (name.endsWith('_bucket')) {
    const query = `histogram_quantile(0.95, sum by (le) (rate(${selector}[5m])))`
    return { name: name.slice(0, -'_bucket'.length), query }
  }
  return { name, query: /_(?:total|count|sum)$/.test(name) ? `rate(${selector}[5m])` : selector }
}
