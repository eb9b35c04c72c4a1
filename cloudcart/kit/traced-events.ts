/** The event log as a service sees it: what it publishes carries its trace, what it handles goes on in the publisher's. */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { EventLog, NewEvent, StoredEvent } from './events/events.ts'

/** Told of each event that was published, or could not be. */
export type PublishObserver = (done: { type: string; ok: boolean; seconds: number }) => void

export function tracedEvents(log: EventLog, tracer: Tracer, observe: PublishObserver): EventLog {
  return {
    kind: log.kind,
    async publish(topic, events, headers = {}) {
      const began = performance.now()
      const span = tracer.startSpan(`publish ${topic}`, {
        kind: SpanKind.PRODUCER,
        attributes: messaging(log, topic, 'publish'),
      })
      const within = trace.setSpan(withParent(headers), span)
      const carried: Record<string, string> = { ...headers }
      propagation.inject(within, carried)
      let ok = false
      try {
        await log.publish(topic, events, carried)
        ok = true
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
        throw error
      } finally {
        span.end()
        for (const { type } of events as readonly NewEvent[]) {
          observe({ type, ok, seconds: (performance.now() - began) / 1000 })
        }
      }
    },
    subscribe: options =>
      log.subscribe({
        ...options,
        handle(event, signal) {
          const parent = withParent(event.headers)
          const span = tracer.startSpan(
            `process ${event.type}`,
            {
              kind: SpanKind.CONSUMER,
              attributes: { ...messaging(log, event.topic, 'process'), ...positionOf(event) },
            },
            parent,
          )
          return context.with(trace.setSpan(parent, span), async () => {
            try {
              await options.handle(event, signal)
            } catch (error) {
              span.recordException(error as Error)
              span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
              throw error
            } finally {
              span.end()
            }
          })
        },
      }),
    close: () => log.close(),
  }
}

/** An event that waited in an outbox has the trace it was written in; else it is the one at work. */
function withParent(headers: Readonly<Record<string, string>>) {
  return headers.traceparent === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, headers)
}

function messaging(log: EventLog, topic: string, operation: string) {
  return {
    'messaging.system': log.kind === 'kafka' ? 'kafka' : 'cloudcart',
    'messaging.destination.name': topic,
    'messaging.operation.type': operation,
  }
}

function positionOf(event: StoredEvent) {
  return { 'messaging.message.id': event.id, 'messaging.destination.partition.id': String(event.partition) }
}
