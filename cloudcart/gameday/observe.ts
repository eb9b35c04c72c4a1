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
  /** What `$window` in queries stands for; `$before` is ten times that. */
  readonly windowSeconds: number
  /** Undefined where nobody collects traces and log lines. */
  readonly collected?: Collected | undefined
}

export interface Collected {
  readonly spans: readonly SpanSeen[]
  readonly logs: readonly LineSeen[]
  /** What came until now is given up: in the shop's own process it would be taken for a leak. */
  clear(): void
}

export function observe({ vedetteUrl, windowSeconds, collected }: ObserveOptions): Observed {
  const inWindow = (query: string): string =>
    query.replaceAll('$window', `${windowSeconds}s`).replaceAll('$before', `${windowSeconds * 10}s`)
  return {
    begin() {
      collected?.clear()
    },
    async finds(query) {
      const body = new URLSearchParams({ query: inWindow(query) })
      const response = await fetch(`${vedetteUrl}/api/v1/query`, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(30_000),
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
      if (collected === undefined) return undefined
      const { spans } = collected
      const byId = new Map(spans.map(span => [span.spanId, span]))
      return spans.some(
        span =>
          span.service === to &&
          byId.get(span.parentSpanId)?.service === from &&
          (failed !== true || span.failed || byId.get(span.parentSpanId)!.failed),
      )
    },
    logged(service, says) {
      return collected?.logs.some(line => line.service === service && says.test(line.message))
    },
  }
}
