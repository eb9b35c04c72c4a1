/** Takes traces and logs by OTLP/JSON, as an observability backend would, and keeps them for a test to look at. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export type Attributes = Readonly<Record<string, unknown>>

export interface ReceivedSpan {
  readonly service: string
  readonly name: string
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly attributes: Attributes
  readonly failed: boolean
}

export interface ReceivedLog {
  readonly service: string
  readonly message: string
  readonly severity: string
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Attributes
}

export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  readonly logs: readonly ReceivedLog[]
  /** Requests that came, also those that were refused. */
  readonly requests: number
  /** Answers everything so from now on; 200 takes it. */
  answer(status: number): void
  clear(): void
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Scoped<K extends string> {
  readonly resource: { readonly attributes: readonly KeyValue[] }
  readonly scopeSpans?: readonly { readonly [key in K]: readonly RawSpan[] }[]
  readonly scopeLogs?: readonly { readonly logRecords: readonly RawLog[] }[]
}

interface RawSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly KeyValue[]
  readonly status?: { readonly code?: number }
}

interface RawLog {
  readonly body: Readonly<Record<string, unknown>>
  readonly severityText?: string
  readonly traceId?: string
  readonly spanId?: string
  readonly attributes: readonly KeyValue[]
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const logs: ReceivedLog[] = []
  let status = 200
  let requests = 0

  const take = (
    path: string,
    body: { resourceSpans?: Scoped<'spans'>[]; resourceLogs?: Scoped<'spans'>[] },
  ): void => {
    for (const { resource, scopeSpans = [] } of body.resourceSpans ?? []) {
      const service = String(attributesOf(resource.attributes)['service.name'])
      for (const span of scopeSpans.flatMap(each => each.spans)) {
        spans.push({
          service,
          name: span.name,
          kind: span.kind,
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId ?? '',
          attributes: attributesOf(span.attributes),
          failed: span.status?.code === 2,
        })
      }
    }
    for (const { resource, scopeLogs = [] } of body.resourceLogs ?? []) {
      const service = String(attributesOf(resource.attributes)['service.name'])
      for (const record of scopeLogs.flatMap(each => each.logRecords)) {
        logs.push({
          service,
          message: String(plain(record.body)),
          severity: record.severityText ?? '',
          traceId: record.traceId ?? '',
          spanId: record.spanId ?? '',
          attributes: attributesOf(record.attributes),
        })
      }
    }
    if (path !== '/v1/traces' && path !== '/v1/logs') throw new Error(`nobody sends OTLP to ${path}`)
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      requests++
      if (status === 200) {
        const raw = Buffer.concat(chunks)
        const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
        take(request.url!, JSON.parse(text.toString('utf8')))
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    get requests() {
      return requests
    },
    answer(next) {
      status = next
    },
    clear() {
      spans.length = 0
      logs.length = 0
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

function attributesOf(pairs: readonly KeyValue[]): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]))
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  const [kind, held] = Object.entries(value)[0] ?? []
  return kind === 'intValue' ? Number(held) : held
}
