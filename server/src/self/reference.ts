/**
 * The reference page of our own metrics, read from the code that declares them: names and help are written there as plain strings, so
 * the page needs no running server and can't leave one out.
 */
export interface SourceText {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

export interface DeclaredMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
  readonly path: string
}

const CALL = /\b(counter|counterOf|gauge|gaugeOf|histogram)(?:<[^>(]*>)?\(\s*(?=['"`])/g
const STRING = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\$]|\\.)*)`)\s*/y
const LABELS = /\[\s*((?:'\w+'\s*,?\s*)+)\]/

/** Every metric that a file declares. Throws where a name or help is not a plain string. */
export function declaredMetrics({ path, text }: SourceText): DeclaredMetric[] {
  return [...text.matchAll(CALL)].map(call => {
    const after = call.index + call[0].length
    const name = readString(text, after)
    const help = name === undefined ? undefined : readString(text, afterComma(text, name.end))
    if (name === undefined || help === undefined)
      throw new Error(
        `${path}: the metric declared at "${text.slice(call.index, call.index + 60)}" has no plain name and help`,
      )
    const rest = text.slice(help.end, endOfCall(text, help.end))
    const labels = LABELS.exec(rest)?.[1]?.match(/\w+/g) ?? []
    return { name: name.value, type: typeOf(call[1]!), help: help.value, labels, path }
  })
}

export function metricsReference(sources: readonly SourceText[]): string {
  const metrics = sources.flatMap(declaredMetrics).sort((a, b) => (a.name < b.name ? -1 : 1))
  const rooms = new Map<string, DeclaredMetric[]>()
  for (const metric of metrics) {
    const room = roomOf(metric.path)
    rooms.set(room, [...(rooms.get(room) ?? []), metric])
  }
  const sections = ROOMS.filter(({ name }) => rooms.has(name)).map(
    ({ name, title }) => `## ${title}\n\n${table(rooms.get(name)!)}`,
  )
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`
}

const INTRODUCTION = `<!-- Written by scripts/metrics-reference.ts from the code that declares the metrics. After a change there:
     npm exec --silent -c "node scripts/metrics-reference.ts" > docs/reference/metrics.md -->

# Our own metrics

What Vedette says about itself at \`/metrics\`: Prometheus text, or OpenMetrics where the \`Accept\` header asks for it. It scrapes itself
as the job \`vedette\` (setting \`scrape.self\`), so all of this can be asked of Vedette.

Counters begin at zero with every start. A metric with labels appears with its first value.`

const ROOMS = [
  { name: 'http', title: 'HTTP server' },
  { name: 'ingest', title: 'Doors' },
  { name: 'processor', title: 'Corridor' },
  { name: 'store', title: 'Store and head' },
  { name: 'query', title: 'Queries' },
  { name: 'alert', title: 'Alerts' },
  { name: 'dashboards', title: 'Dashboards' },
  { name: 'config', title: 'Configuration' },
  { name: 'self', title: 'Process' },
  { name: 'other', title: 'Others' },
] as const

function roomOf(path: string): string {
  const room = /^server\/src\/([^/]+)\//.exec(path)?.[1]
  return ROOMS.some(({ name }) => name === room) ? room! : 'other'
}

function table(metrics: readonly DeclaredMetric[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => {
    const labelled = labels.length === 0 ? '' : labels.map(label => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${type} | ${labelled} | ${help.replaceAll('|', '\\|')} |`
  })
  return ['| name | type | labels | what it says |', '|---|---|---|---|', ...rows].join('\n')
}

function typeOf(call: string): DeclaredMetric['type'] {
  return call.startsWith('counter') ? 'counter' : call.startsWith('gauge') ? 'gauge' : 'histogram'
}

/** One string, or several joined by `+`. */
function readString(text: string, at: number): { value: string; end: number } | undefined {
  let value = ''
  let end = at
  for (;;) {
    STRING.lastIndex = end
    const match = STRING.exec(text)
    if (match === null) return undefined
    value += (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1')
    end = STRING.lastIndex
    if (text[end] !== '+') return { value, end }
    end++
  }
}

function afterComma(text: string, at: number): number {
  return text[at] === ',' ? at + 1 : at
}

function endOfCall(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}
