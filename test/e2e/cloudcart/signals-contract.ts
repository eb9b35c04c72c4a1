/** The calls that a payment has to show in its trace, as `caller > callee`. */
import type { ReceivedSpan } from '../../../cloudcart/gameday/otlp-receiver.ts'

export const EDGES = [
  'api-gateway > order-service',
  'order-service > payment-service',
  'payment-service > notification-worker',
  'order-service > notification-worker',
] as const

/** Between services only: a span and the one that began it, in another service. */
export function edgesOf(spans: readonly ReceivedSpan[]): string[] {
  const byId = new Map(spans.map(span => [span.spanId, span]))
  const edges = spans.flatMap(span => {
    const parent = byId.get(span.parentSpanId)
    return parent === undefined || parent.service === span.service
      ? []
      : [`${parent.service} > ${span.service}`]
  })
  return [...new Set(edges)]
}
