/** What a service's /metrics says, taken apart as far as a contract asks: family to type, and the label names of its series. */
export interface Family {
  readonly type: string
  /** Names of its series: `x`, or `x_bucket`, `x_sum` and `x_count`. */
  readonly names: ReadonlySet<string>
  /** Label names of each series, sorted, without `le`, as one text. */
  readonly labels: ReadonlySet<string>
  /** Value by series as it is written; without `_created`. */
  readonly values: ReadonlyMap<string, number>
  readonly bounds: ReadonlySet<string>
}

interface Growing {
  type: string
  names: Set<string>
  labels: Set<string>
  values: Map<string, number>
  bounds: Set<string>
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

export function readExposed(text: string): Map<string, Family> {
  const families = new Map<string, Growing>()
  for (const line of text.split('\n')) {
    const declared = /^# TYPE (\S+) (\S+)$/.exec(line)
    if (declared !== null) {
      families.set(declared[1]!, {
        type: declared[2]!,
        names: new Set(),
        labels: new Set(),
        values: new Map(),
        bounds: new Set(),
      })
      continue
    }
    const sample = line.startsWith('#') ? null : SAMPLE.exec(line)
    if (sample === null) continue
    const [, name, inner = '', value] = sample as unknown as [string, string, string | undefined, string]
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
    if (family === undefined) throw new Error(`${name} has no # TYPE`)
    const labels = [...inner.matchAll(LABEL)].map(found => [found[1]!, found[2]!] as const)
    family.names.add(name)
    family.labels.add(
      labels
        .map(([key]) => key)
        .filter(key => key !== 'le')
        .sort()
        .join(),
    )
    for (const [key, bound] of labels) if (key === 'le') family.bounds.add(bound)
    family.values.set(`${name}{${inner}}`, Number(value))
  }
  return families
}
