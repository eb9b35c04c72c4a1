import { context, trace } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { createLog } from './logs.ts'
import type { LogLevel } from './settings.ts'
import { createTelemetry } from './traces.ts'

function logOf(level: LogLevel = 'info') {
  const lines: Record<string, unknown>[] = []
  const log = createLog({
    service: 'order-service',
    version: () => '1.2.3',
    level,
    otlp: undefined,
    write: line => void lines.push(JSON.parse(line)),
    nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  })
  return { log, lines }
}

describe('a log line', () => {
  it('is JSON with time, level, message, service and version', () => {
    const { log, lines } = logOf()
    log.info('order confirmed', { order_id: 'o-1', total_cents: 1999, gift: false, missing: undefined })
    expect(lines).toEqual([
      {
        timestamp: '2026-01-02T03:04:05.000Z',
        level: 'info',
        message: 'order confirmed',
        service: 'order-service',
        version: '1.2.3',
        order_id: 'o-1',
        total_cents: 1999,
        gift: false,
      },
    ])
  })

  it('has the stack of an error, whatever was thrown', () => {
    const { log, lines } = logOf()
    log.error('it broke', new TypeError('no such thing'))
    log.error('it broke', 'only words')
    expect(lines[0]!.stack).toMatch(/^TypeError: no such thing\n\s+at /)
    expect(lines[1]!.stack).toBe('only words')
  })

  it('has the trace at work', () => {
    const { log, lines } = logOf()
    const telemetry = { service: 'x', version: '1', endpoint: undefined, traceRatio: 1 }
    createTelemetry(telemetry)
    // Whoever else used it in this process has put it away.
    context.disable()
    createTelemetry(telemetry)
    const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
    context.with(trace.setSpanContext(context.active(), span), () => log.info('within'))
    expect(lines[0]).toMatchObject({ trace_id: span.traceId, span_id: span.spanId })
  })

  it('hides what is called like a secret', () => {
    const { log, lines } = logOf()
    log.warn('careful', {
      password: 'a',
      apiToken: 'b',
      Authorization: 'c',
      card_number: 'd',
      user_id: 'u-1',
    })
    expect(lines[0]).toMatchObject({
      password: '[hidden]',
      apiToken: '[hidden]',
      Authorization: '[hidden]',
      card_number: '[hidden]',
      user_id: 'u-1',
    })
  })

  it('shows what only sounds like a secret, and says itself what it is', () => {
    const { log, lines } = logOf()
    log.info('counted', { cardinality: 3, discarded: 4, service: 'another', level: 'none' })
    expect(lines[0]).toMatchObject({ cardinality: 3, discarded: 4, service: 'order-service', level: 'info' })
  })

  it('is written from the level on that was asked for', () => {
    const count = (level: LogLevel): number => {
      const { log, lines } = logOf(level)
      log.debug('a')
      log.info('b')
      log.warn('c')
      log.error('d')
      return lines.length
    }
    expect(['debug', 'info', 'warn', 'error', 'silent'].map(level => count(level as LogLevel))).toEqual([
      4, 3, 2, 1, 0,
    ])
  })
})
