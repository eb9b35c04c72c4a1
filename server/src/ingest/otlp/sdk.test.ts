/** The OpenTelemetry JS SDK, unchanged, against both listeners. */
import { describe, expect, it } from 'vitest'
import type { CollectingSink } from '../../../testing/collecting-sink.ts'
import { SDK_PROTOCOLS, startSdk } from '../../../testing/otel-sdk.ts'
import { openOtlpDoors } from '../../../testing/otlp-doors.ts'

/** The values of each series, without times. */
function values(store: CollectingSink): Record<string, (number | 'stale')[]> {
  return Object.fromEntries(
    Object.entries(store.samples()).map(([name, samples]) => [
      name.replace('instance="c-1", job="checkout"', '..'),
      samples.map(([, value]) => value),
    ]),
  )
}

describe.each(SDK_PROTOCOLS)('the JS SDK over %s', protocol => {
  it('has all its instruments arrive', async () => {
    await using doors = await openOtlpDoors()
    const sdk = startSdk(doors, protocol, { attributes: { 'host.name': 'h-1' } })
    const meter = sdk.getMeter('test', '1.0')
    meter
      .createCounter('http.requests', { unit: '{request}', description: 'Requests.' })
      .add(3, { code: 200 })
    meter.createUpDownCounter('queue.depth').add(-2)
    meter.createGauge('room.temperature', { unit: 'Cel' }).record(21.5)
    meter
      .createHistogram('latency', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1] } })
      .record(0.5, { route: '/' })
    meter.createObservableGauge('fill', { unit: '1' }).addCallback(result => result.observe(0.25))
    await sdk.forceFlush()
    await sdk.shutdown()
    expect(values(doors.store)).toMatchObject({
      'http_requests_total{code="200", ..}': [3, 3],
      'queue_depth{..}': [-2, -2],
      'room_temperature_celsius{..}': [21.5, 21.5],
      'latency_seconds_count{.., route="/"}': [1, 1],
      'latency_seconds_sum{.., route="/"}': [0.5, 0.5],
      'latency_seconds_bucket{.., le="0.1", route="/"}': [0, 0],
      'latency_seconds_bucket{.., le="1", route="/"}': [1, 1],
      'latency_seconds_bucket{.., le="+Inf", route="/"}': [1, 1],
      'fill_ratio{..}': [0.25, 0.25],
    })
    expect(Object.keys(doors.store.samples())).toContain(
      'target_info{host_name="h-1", instance="c-1", job="checkout"}',
    )
    expect(doors.store.metadata).toContainEqual({
      family: 'http_requests_total',
      type: 'counter',
      unit: '',
      help: 'Requests.',
    })
  })

  it('says the same with deltas as with totals, also when Vedette starts again in between', async () => {
    const run = async (delta: boolean): Promise<CollectingSink> => {
      await using doors = await openOtlpDoors()
      const sdk = startSdk(doors, protocol, { delta })
      const meter = sdk.getMeter('test')
      const counter = meter.createCounter('hits')
      const histogram = meter.createHistogram('latency', { advice: { explicitBucketBoundaries: [1, 2] } })
      for (const [round, value] of [0.5, 1.5, 5].entries()) {
        counter.add(round + 1, { route: '/' })
        histogram.record(value)
        await sdk.forceFlush()
      }
      await sdk.shutdown()
      return doors.store
    }
    const [totals, deltas] = await Promise.all([run(false), run(true)])
    // At its end the SDK exports once more: totals again, and no deltas, because nothing was added.
    const withoutLast = Object.fromEntries(
      Object.entries(values(totals)).map(([name, samples]) => [name, samples.slice(0, -1)]),
    )
    expect(values(deltas)).toEqual(withoutLast)
    expect(withoutLast['hits_total{.., route="/"}']).toEqual([1, 3, 6])
  })

  it('has exponential histograms arrive as native ones, whatever the temporality', async () => {
    for (const delta of [false, true]) {
      await using doors = await openOtlpDoors()
      const sdk = startSdk(doors, protocol, { delta, exponential: true })
      const histogram = sdk.getMeter('test').createHistogram('latency', { unit: 's' })
      for (const value of [0.5, 0, 1000]) histogram.record(value)
      await sdk.forceFlush()
      for (const value of [0.5, 2]) histogram.record(value)
      await sdk.forceFlush()
      await sdk.shutdown()
      const series = doors.store.series().get('latency_seconds{instance="c-1", job="checkout"}')!
      const [first, second] = series.histograms.map(([, total]) => total)
      expect(first).toMatchObject({ count: 3, sum: 1000.5, zeroCount: 1, integer: true })
      expect(second).toMatchObject({ count: 5, sum: 1003, zeroCount: 1 })
    }
  })
})
