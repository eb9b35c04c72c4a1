/**
 * Structured logs: one line of JSON each on stdout, and the same record by OTLP where somebody listens: timestamp, level, message, service,
 * version, the trace that was at work, fields of its own, stack.
 */
import { type Logger, SeverityNumber, trace } from '@opentelemetry/api'
import type { LogLevel } from './settings.ts'

export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, error?: unknown, fields?: Fields): void
}

export interface LogOptions {
  readonly service: string
  /** Asked at each line: a deployment changes it. */
  readonly version: () => string
  readonly level: LogLevel
  readonly otlp: Logger | undefined
  readonly write?: (line: string) => void
  /** Told of each line that is written. */
  readonly counted?: (level: LogLevel) => void
  readonly nowMs?: () => number
}

const SEVERITY = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const
type Level = keyof typeof SEVERITY
const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }

/** What a line says of itself; no field can say otherwise. */
const OWN = new Set(['timestamp', 'level', 'message', 'service', 'version', 'trace_id', 'span_id', 'stack'])

/** A field that has one of these among the words of its name never leaves the process. */
const SECRETS = new Set([
  'password',
  'passwd',
  'secret',
  'token',
  'authorization',
  'cookie',
  'card',
  'cvv',
  'iban',
])

export function createLog(options: LogOptions): Log {
  const { service, version, level: least, otlp, counted, nowMs = Date.now } = options
  const write = options.write ?? (line => void process.stdout.write(line))

  const record = (level: Level, message: string, fields: Fields, error?: unknown): void => {
    if (RANK[level] < RANK[least]) return
    counted?.(level)
    const timeMs = nowMs()
    const span = trace.getActiveSpan()?.spanContext()
    const stack = error === undefined ? undefined : stackOf(error)
    const clean = withoutSecrets(fields)
    write(
      `${JSON.stringify({
        timestamp: new Date(timeMs).toISOString(),
        level,
        message,
        service,
        version: version(),
        trace_id: span?.traceId,
        span_id: span?.spanId,
        ...clean,
        stack,
      })}\n`,
    )
    otlp?.emit({
      timestamp: timeMs,
      severityNumber: SEVERITY[level],
      severityText: level.toUpperCase(),
      body: message,
      attributes: { ...clean, ...(stack === undefined ? {} : { 'exception.stacktrace': stack }) },
    })
  }

  return {
    debug: (message, fields = {}) => record('debug', message, fields),
    info: (message, fields = {}) => record('info', message, fields),
    warn: (message, fields = {}) => record('warn', message, fields),
    error: (message, error, fields = {}) => record('error', message, fields, error),
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error)
}

function withoutSecrets(fields: Fields): Record<string, string | number | boolean | null> {
  const clean: Record<string, string | number | boolean | null> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && !OWN.has(key)) clean[key] = isSecret(key) ? '[hidden]' : value
  }
  return clean
}

/** `apiToken` and `card_number`, but not `cardinality`. */
function isSecret(key: string): boolean {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some(word => SECRETS.has(word))
}
