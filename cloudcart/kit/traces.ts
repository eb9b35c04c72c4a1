/**
 * Traces and logs of one service on their way out by OTLP. Each service has a provider of its own, so that all of them can live in one
 * process under their own names; the context that spans travel in is the process's.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { context, type Logger, propagation, type Tracer } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

export interface Telemetry {
  readonly tracer: Tracer
  readonly logger: Logger | undefined
  flush(): Promise<void>
  close(): Promise<void>
}

export interface TelemetryOptions {
  readonly service: string
  readonly version: string
  readonly endpoint: string | undefined
  /** 1 keeps every trace. */
  readonly traceRatio: number
  readonly nowMs?: () => number
}

const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 300_000
const SEND_EVERY_MS = 1_000
/** For the last of them, when the service stops: the exporters would try for five seconds, one service after the other. */
const FAREWELL_MS = 500

export function createTelemetry({
  service,
  version,
  endpoint,
  traceRatio,
  nowMs = Date.now,
}: TelemetryOptions): Telemetry {
  shareContext()
  const resource = resourceFromAttributes({
    'service.name': service,
    'service.version': version,
    'service.namespace': 'cloudcart',
  })
  if (endpoint === undefined) {
    const silent = new TracerProvider({
      resource,
      sampler: { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }) },
    })
    return {
      tracer: silent.getTracer(service, version),
      logger: undefined,
      flush: async () => {},
      close: async () => {},
    }
  }
  const base = endpoint.replace(/\/$/, '')
  const spanGate = createGate(nowMs)
  const logGate = createGate(nowMs)
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({
      root: whileOpen(spanGate, traceRatio),
      remoteParentSampled: whileOpen(spanGate, 1),
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: gated(new OTLPTraceExporter({ url: `${base}/v1/traces`, timeoutMillis: 5_000 }), spanGate),
        scheduledDelayMillis: SEND_EVERY_MS,
      }),
    ],
  })
  const logs = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({
        exporter: gated(new OTLPLogExporter({ url: `${base}/v1/logs`, timeoutMillis: 5_000 }), logGate),
        scheduledDelayMillis: SEND_EVERY_MS,
      }),
    ],
  })
  return {
    tracer: traces.getTracer(service, version),
    logger: logs.getLogger(service, version),
    async flush() {
      await Promise.allSettled([traces.forceFlush(), logs.forceFlush()])
    },
    async close() {
      spanGate.leave()
      logGate.leave()
      const sent = Promise.allSettled([traces.shutdown(), logs.shutdown()])
      await Promise.race([sent, pause(FAREWELL_MS, undefined, { ref: false })])
    },
  }
}

/** One for the process, whoever comes first: where there is one already, the other is not taken. */
function shareContext(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
}

/** Nobody listens, or doesn't take this signal: nothing is recorded for a while, which costs next to nothing, then tried again. */
interface Gate {
  readonly open: boolean
  passed(): void
  failed(): void
  /** The service stops: where the last attempt failed there is no other. */
  leave(): void
}

function createGate(nowMs: () => number): Gate {
  let closedUntilMs = 0
  let pauseMs = FIRST_PAUSE_MS
  let failing = false
  return {
    get open() {
      return nowMs() >= closedUntilMs
    },
    passed() {
      failing = false
      pauseMs = FIRST_PAUSE_MS
    },
    failed() {
      failing = true
      closedUntilMs = nowMs() + pauseMs
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    },
    leave() {
      if (failing) closedUntilMs = Number.POSITIVE_INFINITY
    },
  }
}

function whileOpen(gate: Gate, ratio: number): Sampler {
  const some = new TraceIdRatioBasedSampler(ratio)
  return {
    shouldSample(parent, traceId) {
      return gate.open ? some.shouldSample(parent, traceId) : { decision: SamplingDecision.NOT_RECORD }
    },
  }
}

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void
}

function gated<T, E extends Exporter<T>>(exporter: E & Exporter<T>, gate: Gate): E {
  const send = exporter.export.bind(exporter)
  exporter.export = (items, done) => {
    if (!gate.open) return done({ code: ExportResultCode.FAILED })
    send(items, result => {
      if (result.code === ExportResultCode.SUCCESS) gate.passed()
      else gate.failed()
      done(result)
    })
  }
  return exporter
}
