/** prom-client's Pushgateway, unchanged, against the door. */
import { Counter, Gauge, Histogram, Pushgateway, Registry, Summary } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { openPushDoor, PUSH_START_MS as T } from '../../../testing/push-door.ts'

describe("prom-client's Pushgateway", () => {
  it('pushes, adds and deletes', async () => {
    await using door = await openPushDoor()
    const registry = new Registry()
    const registers = [registry]
    const rows = new Counter({ name: 'rows_total', help: 'Rows.', labelNames: ['table'], registers })
    const size = new Gauge({ name: 'size_bytes', help: 'Size.', registers })
    const time = new Histogram({ name: 'seconds', help: 'Time.', buckets: [1, 5], registers })
    const delay = new Summary({ name: 'delay', help: 'Delay.', percentiles: [0.5], registers })
    rows.inc({ table: 'a"b' }, 3)
    size.set(1.5e9)
    time.observe(2)
    delay.observe(7)
    const gateway = new Pushgateway(door.url, {}, registry)
    const group = { jobName: 'nightly', groupings: { env: 'test/eu' } }
    await gateway.push(group)
    expect(door.store.samples()).toEqual({
      'rows_total{env="test/eu", job="nightly", table="a\\"b"}': [[T, 3]],
      'size_bytes{env="test/eu", job="nightly"}': [[T, 1.5e9]],
      'seconds_bucket{env="test/eu", job="nightly", le="1.0"}': [[T, 0]],
      'seconds_bucket{env="test/eu", job="nightly", le="5.0"}': [[T, 1]],
      'seconds_bucket{env="test/eu", job="nightly", le="+Inf"}': [[T, 1]],
      'seconds_sum{env="test/eu", job="nightly"}': [[T, 2]],
      'seconds_count{env="test/eu", job="nightly"}': [[T, 1]],
      'delay{env="test/eu", job="nightly", quantile="0.5"}': [[T, 7]],
      'delay_sum{env="test/eu", job="nightly"}': [[T, 7]],
      'delay_count{env="test/eu", job="nightly"}': [[T, 1]],
      'push_time_seconds{env="test/eu", job="nightly"}': [[T, T / 1000]],
      'push_failure_time_seconds{env="test/eu", job="nightly"}': [[T, 0]],
    })

    const listed = await door.send('GET', '/api/v1/push/metrics')
    expect(JSON.parse(listed.text)).toEqual({
      status: 'success',
      data: [
        {
          labels: { env: 'test/eu', job: 'nightly' },
          last_push_successful: true,
          rows_total: {
            time_stamp: '2024-11-19T07:06:40.000Z',
            type: 'COUNTER',
            help: 'Rows.',
            metrics: [{ labels: { instance: '', env: 'test/eu', job: 'nightly', table: 'a"b' }, value: '3' }],
          },
          size_bytes: expect.objectContaining({
            type: 'GAUGE',
            metrics: [{ labels: { instance: '', env: 'test/eu', job: 'nightly' }, value: '1.5e+09' }],
          }),
          seconds: expect.objectContaining({
            type: 'HISTOGRAM',
            metrics: [
              {
                labels: { instance: '', env: 'test/eu', job: 'nightly' },
                buckets: { '1': '0', '5': '1', '+Inf': '1' },
                sum: '2',
                count: '1',
              },
            ],
          }),
          delay: expect.objectContaining({
            type: 'SUMMARY',
            metrics: [
              {
                labels: { instance: '', env: 'test/eu', job: 'nightly' },
                quantiles: { '0.5': '7' },
                sum: '7',
                count: '1',
              },
            ],
          }),
          push_time_seconds: expect.objectContaining({
            metrics: [{ labels: expect.anything(), value: '1.732e+09' }],
          }),
          push_failure_time_seconds: expect.objectContaining({
            metrics: [{ labels: expect.anything(), value: '0' }],
          }),
        },
      ],
    })

    door.nowMs = T + 1000
    registry.removeSingleMetric('size_bytes')
    await gateway.pushAdd(group)
    await gateway.delete(group)
    expect(door.gateway.groups('default')).toEqual([])
    expect(door.store.samples()['size_bytes{env="test/eu", job="nightly"}']).toEqual([
      [T, 1.5e9],
      [T + 1000, 'stale'],
    ])
  })
})
