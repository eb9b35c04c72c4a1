import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
let database: Database
beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  database = await openDatabase({
    name: 'user-service',
    migrations: ['CREATE TABLE users (email TEXT PRIMARY KEY)'],
    observer: new ObservedDatabase(),
    tracer: provider.getTracer('test'),
  })
})
beforeEach(() => exporter.reset())
afterAll(async () => {
  await database.close()
  context.disable()
})

it('has a client span for each statement, without values', async () => {
  const text = 'SELECT email FROM users WHERE email = $1'
  await database.all(text, ['ada@example.com'])
  const [span] = exporter.getFinishedSpans()
  expect(span).toMatchObject({ name: 'SELECT', kind: SpanKind.CLIENT })
  expect(span!.attributes).toEqual({
    'db.system.name': 'sqlite',
    'db.namespace': 'user-service',
    'db.operation.name': 'SELECT',
    'db.query.text': text,
  })
})

it('marks what failed', async () => {
  await database.all('SELECT missing FROM users').catch(() => {})
  const [span] = exporter.getFinishedSpans()
  expect(span!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such column: missing' })
  expect(span!.attributes['error.type']).toBe('statement')
  expect(span!.events[0]!.name).toBe('exception')
})

it('has a span of a transaction above those of its statements', async () => {
  await database.transaction(async queries => {
    await queries.run('INSERT INTO users (email) VALUES ($1)', ['a@example.com'])
    await queries.all('SELECT email FROM users')
  })
  const [insert, select, transaction] = exporter.getFinishedSpans()
  expect(transaction).toMatchObject({ name: 'transaction', kind: SpanKind.INTERNAL })
  for (const span of [insert!, select!]) {
    expect(span.parentSpanContext?.spanId).toBe(transaction!.spanContext().spanId)
  }
})
