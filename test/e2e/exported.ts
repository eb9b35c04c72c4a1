/** What is stored, as `/api/v1/export` gives it: the truth to which tests compare what was sent. */

/** `null` is NaN or the stale marker. */
export type ExportedValue = number | null

/** Of one series, by time. */
export type ExportedSamples = ReadonlyMap<number, ExportedValue>

/** By `seriesName`. */
export type Exported = ReadonlyMap<string, ExportedSamples>

interface Line {
  readonly metric: Readonly<Record<string, string>>
  readonly values?: readonly (number | string | null)[]
  readonly histograms?: readonly unknown[]
  readonly timestamps: readonly number[]
}

/** `name{a="1",b="2"}`, labels in the order of their names. */
export function seriesName(labels: Readonly<Record<string, string>>): string {
  const { __name__ = '', ...rest } = labels
  const pairs = Object.keys(rest)
    .sort()
    .map(name => `${name}=${JSON.stringify(rest[name])}`)
  return pairs.length === 0 ? __name__ : `${__name__}{${pairs.join(',')}}`
}

export interface ExportRange {
  readonly fromMs?: number
  readonly toMs?: number
  readonly headers?: Readonly<Record<string, string>>
}

export async function exportLines(
  base: string,
  selector: string,
  { fromMs, toMs, headers = {} }: ExportRange = {},
): Promise<Line[]> {
  const query = new URLSearchParams({ 'match[]': selector })
  if (fromMs !== undefined) query.set('start', String(fromMs / 1000))
  if (toMs !== undefined) query.set('end', String(toMs / 1000))
  const response = await fetch(`${base}/api/v1/export?${query}`, {
    headers,
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`export answered ${response.status}: ${text}`)
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line)
}

/** Throws where a time of a series comes twice. */
export async function exported(base: string, selector: string, range?: ExportRange): Promise<Exported> {
  const all = new Map<string, Map<number, ExportedValue>>()
  for (const { metric, values = [], timestamps } of await exportLines(base, selector, range)) {
    const name = seriesName(metric)
    const samples = all.get(name) ?? new Map<number, ExportedValue>()
    all.set(name, samples)
    for (const [i, value] of values.entries()) {
      const timeMs = timestamps[i]!
      if (samples.has(timeMs)) throw new Error(`${name} has two samples of ${timeMs}`)
      samples.set(timeMs, value === null ? null : Number(value))
    }
  }
  return all
}

/** The values of the only series that satisfies the selector, in the order of time; empty where there is none. */
export async function valuesOf(
  base: string,
  selector: string,
  range?: ExportRange,
): Promise<ExportedValue[]> {
  const all = await exported(base, selector, range)
  if (all.size > 1) throw new Error(`${selector} is ${[...all.keys()].join(', ')}`)
  return [...all.values()].flatMap(samples =>
    [...samples].sort(([a], [b]) => a - b).map(([, value]) => value),
  )
}

/** What of `expected` is not in `found`, or has another value there: a line for each sample, the first ones. */
export function missing(expected: Exported, found: Exported, most = 20): string[] {
  const lines: string[] = []
  for (const [series, samples] of expected) {
    const known = found.get(series)
    for (const [timeMs, value] of samples) {
      const stored = known?.get(timeMs)
      if (stored === undefined) lines.push(`${series} at ${timeMs}: ${value} is missing`)
      else if (!Object.is(stored, value)) lines.push(`${series} at ${timeMs}: ${stored} instead of ${value}`)
      if (lines.length === most) return lines
    }
  }
  return lines
}
