import { describe, expect, it } from 'vitest'
import { encodeLabels, encodeWriteRequest, snappy } from './remote-write.ts'
import { decodeWriteRequest, unsnappy } from './testing/write-request.ts'

describe('encodeWriteRequest', () => {
  it('writes series with sorted labels and samples in order', () => {
    const series = [
      { job: 'a', __name__: 'up' },
      { __name__: 'größe_bytes', Instanz: 'ü="\n' },
    ].map(labels => ({
      encodedLabels: encodeLabels(labels),
    }))
    const timesMs = [0, 127, 128, 1_795_000_000_123]
    const values = Float64Array.from([1, -0.5, 2, 1e300, 3, Number.POSITIVE_INFINITY, 4, 0])
    const decoded = decodeWriteRequest(encodeWriteRequest({ series, timesMs, values }))
    expect(decoded.map(({ labels }) => labels)).toEqual([
      ['__name__=up', 'job=a'],
      ['Instanz=ü="\n', '__name__=größe_bytes'],
    ])
    for (const [column, { samples }] of decoded.entries()) {
      expect(samples.map(([time]) => time)).toEqual(timesMs)
      expect(samples.map(([, value]) => value.readDoubleLE())).toEqual(
        timesMs.map((_, row) => values[row * 2 + column]),
      )
    }
  })

  it('ends series with the stale marker, bit by bit', () => {
    const series = [{ encodedLabels: encodeLabels({ __name__: 'x' }) }]
    const request = encodeWriteRequest({ series, timesMs: [5], values: Float64Array.of(1), staleAtMs: 6 })
    const [, [time, value]] = decodeWriteRequest(request)[0]!.samples as [unknown, [number, Buffer]]
    expect(time).toBe(6)
    expect(value.readBigUInt64LE()).toBe(0x7ff0000000000002n)
  })
})

describe('snappy', () => {
  it.each([0, 1, 59, 60, 65_535, 65_536, 65_537, 200_000])('wraps %d bytes', length => {
    const bytes = Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff))
    expect(unsnappy(snappy(bytes)).equals(bytes)).toBe(true)
  })
})
