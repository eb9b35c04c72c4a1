import { createBatchBuilder, labelsOf, type NativeHistogram, STALE } from '@vedette/model'
import { expect, it } from 'vitest'
import { externalProgram } from '../../../testing/external-program.ts'
import { startPrometheusReceiver } from '../../../testing/prometheus-receiver.ts'
import { remoteWriteConfig } from '../../../testing/remote-write-config.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { registry } from '../../self/metrics.ts'
import { createForwarder } from './forward.ts'

const INTEGERS: NativeHistogram = {
  integer: true,
  resetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0.001,
  zeroCount: 1,
  count: 10,
  sum: 25.5,
  positiveSpans: [
    { offset: 0, length: 2 },
    { offset: 1, length: 1 },
  ],
  positiveCounts: Float64Array.of(2, 3, 1),
  negativeSpans: [{ offset: 1, length: 1 }],
  negativeCounts: Float64Array.of(3),
  customValues: new Float64Array(0),
}
const FLOATS: NativeHistogram = {
  ...INTEGERS,
  integer: false,
  zeroCount: 0.5,
  count: 6.25,
  positiveCounts: Float64Array.of(1.5, 1, 0.25),
}

it('passes samples, stale markers, native histograms and exemplars on to a real Prometheus', async context => {
  const prometheus = await startPrometheusReceiver(externalProgram(context, 'prometheus'))
  try {
    const startMs = Math.floor(Date.now() / 1000) * 1000 - 600_000
    const forwarder = createForwarder([remoteWriteConfig(prometheus.writeUrl, { name: 'to-prometheus' })], {
      externalLabels: { cluster: 'test' },
      log: SILENT_LOG,
      drainDeadlineMs: 60_000,
    })
    const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'test' })
    for (let i = 0; i < 500; i++) {
      builder.series(
        labelsOf({ __name__: 'many', instance: `10.0.0.${i}:9100`, path: i === 7 ? '/ä "x"' : '/' }),
      )
      for (let at = 0; at < 3; at++) builder.sample(startMs + at * 15_000, i + at / 8)
    }
    builder.series(labelsOf({ __name__: 'ended' }))
    builder.sample(startMs, 1)
    builder.sampleFrom(startMs + 15_000, STALE, 0)
    builder.series(labelsOf({ __name__: 'odd' }))
    builder.sample(startMs, Number.POSITIVE_INFINITY)
    builder.sample(startMs + 15_000, Number.NaN)
    builder.series(labelsOf({ __name__: 'traced_total' }))
    builder.sample(startMs, 5)
    builder.exemplar(startMs, 0.7, labelsOf({ trace_id: 'abc123' }))
    builder.series(labelsOf({ __name__: 'integers' }))
    builder.histogram(startMs, INTEGERS)
    builder.histogram(startMs + 15_000, 'stale')
    builder.series(labelsOf({ __name__: 'floats' }))
    builder.histogram(startMs, FLOATS)
    forwarder.forward(builder.build())
    await forwarder.stop()

    const dropped = await registry.getSingleMetric('vedette_forward_dropped_samples_total')!.get()
    expect(dropped.values.filter(({ labels }) => labels.remote === 'to-prometheus')).toEqual([])
    const at = async (query: string, offsetMs: number): Promise<Result[]> => {
      const data = await prometheus.ask('query', { query, time: String((startMs + offsetMs) / 1000) })
      return (data as { result: Result[] }).result
    }

    expect((await at('count({cluster="test", __name__="many"})', 30_000))[0]!.value[1]).toBe('500')
    expect((await at('sum(sum_over_time(many[1m]))', 30_000))[0]!.value[1]).toBe(
      String(3 * 124_750 + 500 * (3 / 8)),
    )
    expect((await at('many{path="/ä \\"x\\""}', 30_000))[0]!.value[1]).toBe('7.25')
    expect((await at('ended', 5_000))[0]!.value[1]).toBe('1')
    expect(await at('ended', 20_000)).toEqual([])
    expect((await at('odd', 5_000))[0]!.value[1]).toBe('+Inf')
    expect((await at('odd', 20_000))[0]!.value[1]).toBe('NaN')

    const [integers] = await at('integers', 5_000)
    expect(integers!.histogram[1]).toMatchObject({ count: '10', sum: '25.5' })
    expect(integers!.histogram[1].buckets).toEqual([
      [1, '-2', '-1', '3'],
      [3, '-0.001', '0.001', '1'],
      [0, '0.5', '1', '2'],
      [0, '1', '2', '3'],
      [0, '4', '8', '1'],
    ])
    expect(await at('integers', 20_000)).toEqual([])
    const [floats] = await at('floats', 5_000)
    expect(floats!.histogram[1]).toMatchObject({ count: '6.25', sum: '25.5' })

    const exemplars = await prometheus.ask('query_exemplars', {
      query: 'traced_total',
      start: String(startMs / 1000 - 60),
      end: String(startMs / 1000 + 60),
    })
    expect(exemplars).toEqual([
      {
        seriesLabels: { __name__: 'traced_total', cluster: 'test' },
        exemplars: [{ labels: { trace_id: 'abc123' }, value: '0.7', timestamp: startMs / 1000 }],
      },
    ])
  } finally {
    await prometheus.close()
  }
})

interface Result {
  readonly value: [time: number, text: string]
  readonly histogram: [time: number, histogram: { readonly buckets: unknown[] }]
}
