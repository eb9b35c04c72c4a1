/**
 * A label set: what identifies a series within a project.
 *
 * Sorted by name in the order of UTF-8 bytes (Prometheus's order), names unique, no empty values:
 * in Prometheus a label with an empty value is the same as no label.
 */
export interface Label {
  readonly name: string
  readonly value: string
}

export type Labels = readonly Label[]

export const METRIC_NAME = '__name__'
export const EMPTY_LABELS: Labels = []

/** Sorts, drops empty values; of two labels with one name the last wins. */
export function labelsFrom(pairs: Iterable<readonly [string, string]>): Labels {
  const byName = new Map<string, string>()
  for (const [name, value] of pairs) {
    byName.delete(name)
    if (value !== '') byName.set(name, value)
  }
  const labels: Label[] = []
  for (const [name, value] of byName) labels.push({ name, value })
  return labels.sort((a, b) => compareUtf8(a.name, b.name))
}

export function labelsOf(record: Readonly<Record<string, string>>): Labels {
  return labelsFrom(Object.entries(record))
}

export function recordOf(labels: Labels): Record<string, string> {
  const record: Record<string, string> = {}
  for (const { name, value } of labels) {
    if (name === '__proto__') defineOwn(record, name, value)
    else record[name] = value
  }
  return record
}

/** A label may be called `__proto__`; assigning would set the object's prototype, or with a string nothing at all. */
function defineOwn(record: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true })
}

/** The value of a label, '' where the set lacks it. */
export function labelValue(labels: Labels, name: string): string {
  for (const label of labels) if (label.name === name) return label.value
  return ''
}

export function labelsEqual(a: Labels, b: Labels): boolean {
  return (
    a.length === b.length && a.every((label, i) => label.name === b[i]!.name && label.value === b[i]!.value)
  )
}

export function compareLabels(a: Labels, b: Labels): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    // Series of one index share their label objects.
    if (a[i] === b[i]) continue
    const order = compareUtf8(a[i]!.name, b[i]!.name) || compareUtf8(a[i]!.value, b[i]!.value)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** `name{a="b"}`, as Prometheus prints a series. */
export function formatLabels(labels: Labels): string {
  const name = labelValue(labels, METRIC_NAME)
  const rest = labels
    .filter(label => label.name !== METRIC_NAME)
    .map(label => `${formatLabelName(label.name)}=${JSON.stringify(label.value)}`)
  if (name !== '' && !isLegacyMetricName(name)) return `{${[JSON.stringify(name), ...rest].join(', ')}}`
  if (rest.length === 0 && name !== '') return name
  return `${name}{${rest.join(', ')}}`
}

function formatLabelName(name: string): string {
  return isLegacyLabelName(name) ? name : JSON.stringify(name)
}

/** Names that need no quotes in PromQL; since Prometheus 3 any UTF-8 string may be a name. */
export function isLegacyMetricName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)
}

export function isLegacyLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)
}

/**
 * Orders strings as their UTF-8 bytes do. JavaScript compares UTF-16 units, which differs only where a surrogate
 * (above U+FFFF) meets a character from U+E000 on, so a plain comparison serves until one is seen.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const xRank = x >= 0xd800 && x <= 0xdfff ? x + 0x10000 : x
    const yRank = y >= 0xd800 && y <= 0xdfff ? y + 0x10000 : y
    return xRank - yRank
  }
  return a.length - b.length
}
