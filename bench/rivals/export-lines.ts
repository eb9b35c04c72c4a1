/** `/api/v1/export`, which VictoriaMetrics and Vedette share: a line of JSON for each series, or for a part of one. */
import { getLines } from './http.ts'
import type { ExportedSeries } from './product.ts'

interface Line {
  readonly metric: Record<string, string>
  readonly timestamps: number[]
  readonly values: (number | null)[]
}

export async function* exportLines(
  base: string,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): AsyncGenerator<ExportedSeries> {
  const query = new URLSearchParams({
    'match[]': '{__name__=~".+"}',
    start: String(fromMs / 1000),
    end: String(toMs / 1000),
  })
  for await (const line of getLines(`${base}/api/v1/export?${query}`, signal)) {
    const { metric, timestamps, values } = JSON.parse(line) as Line
    yield { metric, timesMs: timestamps, values }
  }
}
