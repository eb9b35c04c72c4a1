/** The OpenTelemetry SDK of JavaScript, as services use it, against a running process: over HTTP with protobuf and JSON, and over gRPC. */
import type { MeterProvider } from '@opentelemetry/sdk-metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SDK_PROTOCOLS, type SdkOptions, type SdkProtocol, startSdk } from '../../server/testing/otel-sdk.ts'
import { ask } from './answers.ts'
import { exported, exportLines, valuesOf } from './exported.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'

let vedette: VedetteProcess
beforeAll(async () => {
  vedette = await startVedette()
})
afterAll(() => vedette[Symbol.asyncDispose]())

function sdkOf(protocol: SdkProtocol, service: string, options: SdkOptions = {}): MeterProvider {
  return startSdk({ httpUrl: vedette.otlpUrl, grpcUrl: vedette.grpcUrl }, protocol, {
    ...options,
    attributes: { 'service.name': service, 'deployment.environment.name': 'test', ...options.attributes },
  })
}

describe.each(SDK_PROTOCOLS)('the SDK over %s', protocol => {
  const service = `shop-${protocol.replace('/', '-')}`

  it('has its instruments become series under the names of Prometheus 3', async () => {
    const sdk = sdkOf(protocol, service)
    const meter = sdk.getMeter('test', '1.0')
    const requests = meter.createCounter('http.requests', { unit: '{request}', description: 'Requests.' })
    const latency = meter.createHistogram('latency', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 1] },
    })
    meter.createObservableGauge('fill', { unit: '1' }).addCallback(result => result.observe(0.25))
    for (const add of [3, 4]) {
      requests.add(add, { code: 200 })
      latency.record(0.5, { route: '/' })
      await sdk.forceFlush()
    }
    await sdk.shutdown()
    const job = `job="${service}"`
    const value = async (selector: string) => (await valuesOf(vedette.url, selector)).slice(0, 2)
    expect(await value(`http_requests_total{code="200",instance="c-1",${job}}`)).toEqual([3, 7])
    expect(await value(`latency_seconds_count{route="/",${job}}`)).toEqual([1, 2])
    expect(await value(`latency_seconds_bucket{le="0.1",${job}}`)).toEqual([0, 0])
    expect(await value(`latency_seconds_bucket{le="1",${job}}`)).toEqual([1, 2])
    expect(await value(`fill_ratio{${job}}`)).toEqual([0.25, 0.25])
    const [info] = (await exported(vedette.url, `target_info{${job}}`)).keys()
    expect(info).toContain('deployment_environment_name="test"')
    expect(await ask(vedette.url, 'metadata?metric=http_requests_total')).toEqual({
      http_requests_total: [{ type: 'counter', help: 'Requests.', unit: '' }],
    })
  })

  it('has exponential histograms become native ones', async () => {
    const sdk = sdkOf(protocol, service, { exponential: true })
    const histogram = sdk.getMeter('test').createHistogram('exponential.latency', { unit: 's' })
    for (const seconds of [0, 0.5, 1000]) histogram.record(seconds)
    await sdk.forceFlush()
    await sdk.shutdown()
    const lines = await exportLines(vedette.url, `exponential_latency_seconds{job="${service}"}`)
    expect(lines[0]?.histograms?.[0]).toMatchObject({ count: 3, sum: 1000.5, zeroCount: 1 })
  })
})

describe('delta temporality', () => {
  it.each(SDK_PROTOCOLS)('over %s counts on over kill -9 and never back', async protocol => {
    const service = `delta-${protocol.replace('/', '-')}`
    const sdk = sdkOf(protocol, service, { delta: true })
    const meter = sdk.getMeter('test')
    const hits = meter.createCounter('hits')
    const latency = meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1, 2] } })
    const batch = async (): Promise<void> => {
      hits.add(2, { route: '/' })
      latency.record(1.5)
      await sdk.forceFlush()
    }
    for (let life = 0; life < 3; life++) {
      await batch()
      await batch()
      await vedette.kill()
      await vedette.start()
    }
    await batch()
    await sdk.shutdown()
    const job = `job="${service}"`
    // One total per export: nothing was counted twice, forgotten, or begun again.
    const totals = [2, 4, 6, 8, 10, 12, 14]
    expect(await valuesOf(vedette.url, `hits_total{${job}}`)).toEqual(totals)
    const halves = totals.map(total => total / 2)
    expect(await valuesOf(vedette.url, `wait_count{${job}}`)).toEqual(halves)
    expect(await valuesOf(vedette.url, `wait_bucket{le="2",${job}}`)).toEqual(halves)
    expect(await valuesOf(vedette.url, `wait_sum{${job}}`)).toEqual(halves.map(half => half * 1.5))
  })
})
