import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from '../gameday/otlp-receiver.ts'
import { until } from '../testing/until.ts'
import { createTelemetry } from './traces.ts'

let stack: AsyncDisposableStack
let receiver: OtlpReceiver
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  receiver = stack.use(await startOtlpReceiver())
})
afterEach(() => stack.disposeAsync())

describe('telemetry that nobody takes', () => {
  it('is not offered again for a while, and costs nothing meanwhile', async () => {
    let nowMs = 1_000
    const telemetry = createTelemetry({
      service: 'order-service',
      version: '1',
      endpoint: receiver.url,
      traceRatio: 1,
      nowMs: () => nowMs,
    })
    stack.defer(() => telemetry.close())
    receiver.answer(404)
    telemetry.tracer.startSpan('refused').end()
    await telemetry.flush()
    await until('the refusal', () => receiver.requests === 1)
    receiver.answer(200)
    const unheard = telemetry.tracer.startSpan('not recorded')
    expect(unheard.isRecording()).toBe(false)
    unheard.end()
    nowMs += 15_001
    telemetry.tracer.startSpan('heard again').end()
    await telemetry.flush()
    expect(receiver.spans.map(({ name }) => name)).toEqual(['heard again'])
  })

  it('is not offered once more when the service stops', async () => {
    let nowMs = 1_000
    const telemetry = createTelemetry({
      service: 'order-service',
      version: '1',
      endpoint: receiver.url,
      traceRatio: 1,
      nowMs: () => nowMs,
    })
    receiver.answer(404)
    telemetry.tracer.startSpan('refused').end()
    await telemetry.flush()
    nowMs += 15_001
    telemetry.tracer.startSpan('the last one').end()
    await telemetry.close()
    expect(receiver.requests).toBe(1)
  })
})

describe('telemetry at the end of a service', () => {
  it('is sent', async () => {
    const telemetry = createTelemetry({
      service: 'order-service',
      version: '1',
      endpoint: receiver.url,
      traceRatio: 1,
    })
    telemetry.tracer.startSpan('the last one').end()
    await telemetry.close()
    // It may be on its way when the service waits no longer.
    await until('the span', () => receiver.spans.length > 0)
    expect(receiver.spans.map(({ name }) => name)).toEqual(['the last one'])
  })

  it('holds nobody up where the answer does not come', async () => {
    const held: ServerResponse[] = []
    const server = createServer((_request, response) => void held.push(response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stack.defer(() => server.closeAllConnections())
    stack.defer(() => void server.close())
    const { port } = server.address() as AddressInfo
    const telemetry = createTelemetry({
      service: 'order-service',
      version: '1',
      endpoint: `http://127.0.0.1:${port}`,
      traceRatio: 1,
    })
    telemetry.tracer.startSpan('the last one').end()
    await telemetry.close()
    await until('the request', () => held.length > 0)
    // The exporter itself would wait until it gives the request up.
    expect(held.map(({ destroyed }) => destroyed)).toEqual([false])
  })
})
