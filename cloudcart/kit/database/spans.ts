/** Spans of a database by OpenTelemetry's conventions; without a tracer nothing at all. */
import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { DatabaseError } from './database.ts'
import type { Statement } from './statement.ts'

export class DatabaseSpans {
  readonly #tracer: Tracer | undefined
  readonly #attributes: Readonly<Record<string, string | number>>

  constructor(tracer: Tracer | undefined, attributes: Readonly<Record<string, string | number>>) {
    this.#tracer = tracer
    this.#attributes = attributes
  }

  /** The text has placeholders, so no value of a customer gets into a trace. The wait for a connection is in the span's time. */
  statement<T>(statement: Statement, work: () => Promise<T>): Promise<T> {
    if (this.#tracer === undefined) return work()
    const span = this.#tracer.startSpan(statement.operation, {
      kind: SpanKind.CLIENT,
      attributes: {
        ...this.#attributes,
        'db.operation.name': statement.operation,
        'db.query.text': statement.text,
      },
    })
    return ending(span, work)
  }

  /** The parent of its statements. INTERNAL, because a client span within a client span would count twice. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#tracer === undefined) return work()
    const span = this.#tracer.startSpan('transaction', {
      kind: SpanKind.INTERNAL,
      attributes: this.#attributes,
    })
    return context.with(trace.setSpan(context.active(), span), () => ending(span, work))
  }
}

async function ending<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { message, name } = error as Error
    span.recordException(error as Error)
    span.setStatus({ code: SpanStatusCode.ERROR, message })
    span.setAttribute('error.type', error instanceof DatabaseError ? error.code : name)
    throw error
  } finally {
    span.end()
  }
}
