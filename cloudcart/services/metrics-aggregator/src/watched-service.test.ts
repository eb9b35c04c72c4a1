import { describe, expect, it } from 'vitest'
import { readMetrics } from './reading.ts'
import { watchService } from './watched-service.ts'

const BEGAN = 1_000_000
const at = (seconds: number) => BEGAN + seconds * 1000

/** A service with `ok` and `failed` requests, all of which took 20 ms but one slow one per failure. */
function metrics(ok: number, failed: number, startedMs = 500_000): ReturnType<typeof readMetrics> {
  const all = ok + failed
  return readMetrics(`
process_start_time_seconds ${startedMs / 1000}
http_requests_total{route="/a",status="200",status_code="200"} ${ok}
http_requests_total{route="/a",status="503",status_code="503"} ${failed}
http_request_duration_seconds_bucket{route="/a",le="0.01"} 0
http_request_duration_seconds_bucket{route="/a",le="0.03"} ${ok}
http_request_duration_seconds_bucket{route="/a",le="1"} ${all}
http_request_duration_seconds_bucket{route="/a",le="+Inf"} ${all}
http_request_duration_seconds_sum{route="/a"} ${ok * 0.02 + failed}
http_request_duration_seconds_count{route="/a"} ${all}
`)
}

describe('a watched service', () => {
  it('is counted from the first look', () => {
    const service = watchService('order-service', BEGAN)
    expect(service.summary(at(0))).toMatchObject({ up: false, uptimeSeconds: 0, lookedAtMs: undefined })
    service.saw(metrics(100, 5), at(10))
    expect(service.summary(at(10))).toEqual({
      service: 'order-service',
      up: true,
      uptimeSeconds: 510,
      requests: 0,
      errors: 0,
      errorRatePercent: 0,
      latencyMs: undefined,
      p95LatencyMs: undefined,
      lookedAtMs: at(10),
    })
    expect(service.saw(metrics(190, 15), at(20))).toMatchObject({ requests: 100, errors: 10 })
    const summary = service.summary(at(20))
    expect(summary).toMatchObject({ requests: 100, errors: 10, errorRatePercent: 10 })
    expect(summary.latencyMs).toBeCloseTo((90 * 20 + 10 * 1000) / 100, 6)
    expect(summary.p95LatencyMs).toBeCloseTo(30 + 970 * 0.5, 6)
  })

  it('is counted from its own beginning when it is younger than the aggregator', () => {
    const service = watchService('order-service', BEGAN)
    service.saw(metrics(7, 1, at(5)), at(10))
    expect(service.summary(at(10))).toMatchObject({ requests: 8, errors: 1, uptimeSeconds: 5 })
  })

  it('goes on counting when the service starts again', () => {
    const service = watchService('order-service', BEGAN)
    service.saw(metrics(100, 10), at(10))
    service.saw(metrics(120, 10), at(20))
    service.missed(at(30))
    expect(service.summary(at(30))).toMatchObject({ up: false, uptimeSeconds: 0, requests: 20, errors: 0 })
    // Smaller, in the same process; then larger than before, in another one.
    service.saw(metrics(3, 1), at(40))
    expect(service.summary(at(40))).toMatchObject({ up: true, requests: 24, errors: 1 })
    service.saw(metrics(500, 2, at(41)), at(50))
    expect(service.summary(at(50))).toMatchObject({ requests: 526, errors: 3, uptimeSeconds: 9 })
  })

  it('shows rates of the last minute only', () => {
    const service = watchService('order-service', BEGAN)
    service.saw(metrics(0, 0), at(0))
    service.saw(metrics(0, 50), at(10))
    for (let s = 20; s < 70; s += 10) service.saw(metrics(s, 50), at(s))
    expect(service.summary(at(69)).errorRatePercent).toBeCloseTo(5000 / 110, 6)
    service.saw(metrics(70, 50), at(70))
    expect(service.summary(at(70)).errorRatePercent).toBe(0)
    expect(service.summary(at(70)).latencyMs).toBeCloseTo(20, 6)
    expect(service.summary(at(131))).toMatchObject({
      errorRatePercent: 0,
      latencyMs: undefined,
      requests: 120,
    })
  })

  it('counts its uptime by itself where the service does not tell', () => {
    const service = watchService('order-service', BEGAN)
    service.saw(readMetrics('a 1'), at(10))
    service.saw(readMetrics('a 1'), at(20))
    expect(service.summary(at(20)).uptimeSeconds).toBe(10)
  })

  it('is not led astray by impossible values', () => {
    const service = watchService('order-service', BEGAN)
    service.saw(metrics(1, 1), at(0))
    const hostile = ['NaN', '+Inf', '-Inf', '-5', '1e308'].map(
      (value, i) => `
process_start_time_seconds ${value}
http_requests_total{route="${i}",status="500"} ${value}
http_request_duration_seconds_bucket{route="${i}",le="x"} 5
http_request_duration_seconds_bucket{route="${i}"} 5
http_request_duration_seconds_sum{route="${i}"} ${value}`,
    )
    service.saw(readMetrics(hostile.join('\n')), at(10))
    expect(service.summary(at(10))).toMatchObject({ requests: 0, errors: 0, latencyMs: undefined, up: true })
  })
})
