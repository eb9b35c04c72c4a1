import { encodeLabelKey, labelsOf, type NativeHistogram } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { ProtobufWriter } from '../../wire/protobuf-writer.ts'
import type { Group } from './group.ts'
import { groupFromDocument, groupToDocument } from './group-document.ts'
import { readPushedBody } from './pushed-family.ts'

const NATIVE: NativeHistogram = {
  integer: true,
  resetHint: 'unknown',
  schema: 3,
  zeroThreshold: 1e-128,
  zeroCount: 1,
  count: 4,
  sum: Number.NaN,
  positiveSpans: [{ offset: -2, length: 2 }],
  positiveCounts: Float64Array.of(1, 2),
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  customValues: new Float64Array(0),
}

describe('a group as a document', () => {
  it('comes back from JSON as it was', () => {
    const labels = labelsOf({ __name__: 'seconds', job: 'a', path: '/x' })
    const group: Group = {
      project: 'default',
      grouping: { job: 'a' },
      pushedMs: 5,
      failedMs: 0,
      families: new Map([
        [
          'seconds',
          {
            family: 'seconds',
            type: 'histogram',
            unit: '',
            help: 'Time.',
            pushedMs: 5,
            series: [{ labels, key: encodeLabelKey(labels), value: NATIVE }],
          },
        ],
      ]),
    }
    expect(groupFromDocument(JSON.parse(JSON.stringify(groupToDocument(group))))).toEqual(group)
  })

  it('is refused where it is something else', () => {
    expect(() => groupFromDocument({ project: 'x' })).toThrow()
    expect(() => groupFromDocument(undefined)).toThrow()
  })
})

describe('a pushed body', () => {
  it('may be delimited protobuf, as Go clients send it, with native histograms', async () => {
    const writer = new ProtobufWriter()
    writer.delimited(family => {
      family.string(1, 'seconds')
      family.int(3, 4)
      family.message(4, metric =>
        metric.message(7, histogram => {
          histogram.int(1, 3)
          histogram.double(2, 6)
          histogram.sint(5, 2)
          histogram.double(6, 0.001)
          histogram.int(7, 1)
          histogram.message(12, span => {
            span.sint(1, 1)
            span.int(2, 1)
          })
          histogram.packedSints(13, [2])
        }),
      )
    })
    const contentType =
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'
    const { families, problem } = await readPushedBody(writer.finish(), contentType, { job: 'a' })
    expect(problem).toBeUndefined()
    expect([...families.values()]).toMatchObject([
      {
        family: 'seconds',
        type: 'histogram',
        series: [
          {
            labels: [
              { name: '__name__', value: 'seconds' },
              { name: 'job', value: 'a' },
            ],
            value: { schema: 2, count: 3, sum: 6, zeroCount: 1 },
          },
        ],
      },
    ])
  })
})
