/** One span as OTLP's JSON has it, and the header that hands its trace on. */
export interface SpanIds {
  readonly traceId: string
  readonly spanId: string
}

export interface EndedSpan extends SpanIds {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, string | number>>
}

export function newIds(): SpanIds {
  return { traceId: randomHex(16), spanId: randomHex(8) }
}

/** W3C trace context, version 00, sampled. */
export function traceparentOf({ traceId, spanId }: SpanIds): string {
  return `00-${traceId}-${spanId}-01`
}

const KIND_CLIENT = 3
const STATUS_ERROR = 2

export function otlpOf(spans: readonly EndedSpan[]): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: [attribute('service.name', 'storefront')] },
        scopeSpans: [{ scope: { name: 'clicks' }, spans: spans.map(spanJson) }],
      },
    ],
  }
}

function spanJson({ traceId, spanId, name, startMs, endMs, failed, attributes }: EndedSpan): object {
  return {
    traceId,
    spanId,
    name,
    kind: KIND_CLIENT,
    startTimeUnixNano: nanosOf(startMs),
    endTimeUnixNano: nanosOf(endMs),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    status: failed ? { code: STATUS_ERROR } : {},
  }
}

function attribute(key: string, value: string | number): object {
  if (typeof value === 'string') return { key, value: { stringValue: value } }
  return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }
}

function nanosOf(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n)
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  return Array.from(random, byte => byte.toString(16).padStart(2, '0')).join('')
}
