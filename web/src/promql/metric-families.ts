/**
 * The metrics there are, as people think of them: a histogram is one thing, however many series it is kept in. Made from the names and from
 * the metadata, which may be missing for some.
 */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'unknown'

export interface MetricFamily {
  readonly name: string
  readonly type: MetricType
  readonly help: string
  readonly unit: string
  /** As stored; a classic histogram has `_bucket`, `_sum` and `_count`. */
  readonly stored: readonly string[]
  /** Where the type is guessed from the name. */
  readonly guessed: boolean
}

export type Metadata = Readonly<
  Record<string, readonly { readonly type: string; readonly help: string; readonly unit?: string }[]>
>

const PARTS = ['_bucket', '_sum', '_count'] as const
const TYPES: ReadonlySet<string> = new Set<MetricType>(['counter', 'gauge', 'histogram', 'summary', 'info'])

export function familiesOf(names: readonly string[], metadata: Metadata): MetricFamily[] {
  const there = new Set(names)
  const families = new Map<string, string[]>()
  for (const name of names) {
    const family = familyNameOf(name, there, metadata)
    const stored = families.get(family)
    if (stored === undefined) families.set(family, [name])
    else stored.push(name)
  }
  return [...families].map(([name, stored]) => familyOf(name, stored, metadata)).sort(byName)
}

export function isClassicHistogram({ type, stored, name }: MetricFamily): boolean {
  return type === 'histogram' && stored.includes(`${name}_bucket`)
}

/** Those whose name or help has every word, names that begin so first. */
export function searchFamilies(families: readonly MetricFamily[], typed: string): readonly MetricFamily[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return families
  const rankOf = ({ name, help }: MetricFamily): number => {
    const low = name.toLowerCase()
    if (words.every(word => low.includes(word))) return low.startsWith(words[0]!) ? 0 : 1
    const text = `${low} ${help.toLowerCase()}`
    return words.every(word => text.includes(word)) ? 2 : 3
  }
  return families
    .map(family => [rankOf(family), family] as const)
    .filter(([rank]) => rank < 3)
    .sort(([a], [b]) => a - b)
    .map(([, family]) => family)
}

function familyNameOf(name: string, there: ReadonlySet<string>, metadata: Metadata): string {
  for (const part of PARTS) {
    if (!name.endsWith(part)) continue
    const base = name.slice(0, -part.length)
    const type = metadata[base]?.[0]?.type
    if (type === 'histogram' || type === 'summary') return base
    // Without metadata, buckets give a histogram away.
    if (metadata[name] === undefined && type === undefined && there.has(`${base}_bucket`)) return base
  }
  return name
}

function familyOf(name: string, stored: readonly string[], metadata: Metadata): MetricFamily {
  // OpenMetrics names a counter's family without `_total`.
  const told = metadata[name]?.[0] ?? (name.endsWith('_total') ? metadata[name.slice(0, -6)]?.[0] : undefined)
  const type = told !== undefined && TYPES.has(told.type) ? (told.type as MetricType) : undefined
  return {
    name,
    type: type ?? guessedType(name, stored),
    help: told?.help ?? '',
    unit: told?.unit ?? '',
    stored,
    guessed: type === undefined,
  }
}

function guessedType(name: string, stored: readonly string[]): MetricType {
  if (stored.includes(`${name}_bucket`)) return 'histogram'
  if (/(_total|_sum|_count|_bucket)$/.test(name)) return 'counter'
  return name.endsWith('_info') ? 'info' : 'unknown'
}

function byName(a: MetricFamily, b: MetricFamily): number {
  return a.name < b.name ? -1 : 1
}
