/** Where a game day looks: metrics in Vedette, traces and log lines as far as somebody collects them. */
import type { Edge } from '../scenarios/scenario.ts'

/** As much of a span as an edge needs. */
export interface SpanSeen {
  readonly service: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly failed: boolean
}

export interface LineSeen {
  readonly service: string
  readonly message: string
}

export interface Observed {
  /** From now on: what was there before doesn't count. */
  begin(): Promise<void> | void
  finds(query: string): Promise<boolean>
  /** Undefined where nobody collects traces. */
  edge(edge: Edge): boolean | undefined
  /** Undefined where nobody collects log lines. */
  logged(service: string, says: RegExp): boolean | undefined
}

export interface ObserveOptions {
  readonly vedetteUrl: string
  /** What `$window` in queries stands for. */
  readonly window: string
  /** Everything since the beginning; undefined where nobody collects them. */
  readonly spans?: (() => readonly SpanSeen[]) | undefined
  readonly lines?: (() => readonly LineSeen[]) | undefined
}

export function observe({ vedetteUrl, window, spans, lines }: ObserveOptions): Observed {
  let firstSpan = 0
  let firstLine = 0
  return {
    begin() {
      firstSpan = spans?.().length ?? 0
      firstLine = lines?.().length ?? 0
    },
    async finds(query) {
      const body = new URLSearchParams({ query: query.replaceAll('$window', window) })
      const response = await fetch(`${vedetteUrl}/api/v1/query`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(10_000),
      })
      const answer = (await response.json()) as {
        status: string
        error?: string
        data?: { result: unknown[] }
      }
      if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`)
      return answer.data!.result.length > 0
    },
    edge({ from, to, failed }) {
      if (spans === undefined) return undefined
      const recent = spans().slice(firstSpan)
      const byId = new Map(recent.map(span => [span.spanId, span]))
      return recent.some(
        span =>
          span.service === to &&
          byId.get(span.parentSpanId)?.service === from &&
          (failed !== true || span.failed || byId.get(span.parentSpanId)!.failed),
      )
    },
    logged(service, says) {
      return lines?.()
        .slice(firstLine)
        .some(line => line.service === service && says.test(line.message))
    },
  }
}
