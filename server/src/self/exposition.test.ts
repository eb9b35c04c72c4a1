import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { externalProgram } from '../../testing/external-program.ts'
import { expositionFormat, formatMetrics } from './exposition.ts'
import { counter, registry as ours } from './metrics.ts'
import { startProcessMetrics } from './process-metrics.ts'

function sample(): Registry {
  const registry = new Registry()
  const registers = [registry]
  new Counter({
    name: 'x_requests_total',
    help: 'A "help" with \\ and\nlines.',
    labelNames: ['path'],
    registers,
  }).inc({ path: 'a"b\\c\nd' }, 3)
  new Histogram({ name: 'a_seconds', help: 'A.', buckets: [0.5, 1], labelNames: ['k'], registers }).observe(
    { k: 'v' },
    0.7,
  )
  const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['n'], registers })
  gauge.set({ n: '1' }, Number.NaN)
  gauge.set({ n: '2' }, Number.POSITIVE_INFINITY)
  gauge.set({ n: '3' }, Number.NEGATIVE_INFINITY)
  gauge.set({ n: '4' }, 1e21)
  return registry
}

describe('an exposition', () => {
  it('is Prometheus text', async () => {
    expect(await formatMetrics(sample(), 'text')).toBe(
      String.raw`# HELP a_seconds A.
# TYPE a_seconds histogram
a_seconds_bucket{le="0.5",k="v"} 0
a_seconds_bucket{le="1",k="v"} 1
a_seconds_bucket{le="+Inf",k="v"} 1
a_seconds_sum{k="v"} 0.7
a_seconds_count{k="v"} 1
# HELP g G.
# TYPE g gauge
g{n="1"} NaN
g{n="2"} +Inf
g{n="3"} -Inf
g{n="4"} 1e+21
# HELP x_requests_total A "help" with \\ and\nlines.
# TYPE x_requests_total counter
x_requests_total{path="a\"b\\c\nd"} 3
`,
    )
  })

  it('is OpenMetrics, with its own rules for counters, bounds and the end', async () => {
    const body = await formatMetrics(sample(), 'openmetrics')
    expect(body).toContain(String.raw`# HELP x_requests A \"help\" with \\ and\nlines.`)
    expect(body).toContain('# TYPE x_requests counter\nx_requests_total{path=')
    expect(body).toContain('a_seconds_bucket{le="1.0",k="v"} 1')
    expect(body).toContain('a_seconds_bucket{le="0.5",k="v"} 0')
    expect(body).toContain('a_seconds_bucket{le="+Inf",k="v"} 1')
    expect(body.endsWith('# EOF\n')).toBe(true)
  })

  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['text/plain', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
      'openmetrics',
    ],
    ['application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5', 'text'],
    ['text/plain;q=1,application/openmetrics-text;q=0.5', 'text'],
    ['application/openmetrics-text;q=0', 'text'],
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
  ])('for Accept %s is %s', (accept, format) => {
    expect(expositionFormat(accept)).toBe(format)
  })
})

describe('our own metrics', () => {
  it('tell what the process costs', async () => {
    using _ = startProcessMetrics({ version: '0.1.0' })
    const value = async (name: string) =>
      Number(new RegExp(`^${name} (.*)$`, 'm').exec(await formatMetrics(ours, 'text'))?.[1])
    expect(await value('process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(await value('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(await value('process_start_time_seconds')).toBeCloseTo(Date.now() / 1000, -5)
    expect(await value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6)
    expect(await value('nodejs_eventloop_busy_seconds_total')).toBeGreaterThan(0)
    expect(await value('nodejs_eventloop_lag_max_seconds')).toBeGreaterThanOrEqual(0)
    if (process.platform === 'linux') {
      expect(await value('process_open_fds')).toBeGreaterThan(2)
      expect(await value('process_max_fds')).toBeGreaterThan(2)
    }
    expect(await formatMetrics(ours, 'text')).toContain(
      `vedette_build_info{version="0.1.0",node_version="${process.version}"`,
    )
  })

  it('are found good by promtool', async context => {
    const promtool = externalProgram(context, 'promtool')
    using _ = startProcessMetrics({ version: '0.1.0' })
    counter('vedette_test_things_total', 'Things.', ['kind']).inc({ kind: 'odd "one"' })
    const check = spawn(promtool, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
    check.stdin.end(await formatMetrics(ours, 'text'))
    const [said, complained] = await Promise.all([text(check.stdout), text(check.stderr)])
    expect(said + complained).toBe('')
  })
})
