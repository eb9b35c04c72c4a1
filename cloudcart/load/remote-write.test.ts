import { describe, expect, it } from 'vitest'
import { encodeLabels, encodeWriteRequest, snappy } from './remote-write.ts'

interface Field {
  readonly number: number
  readonly value: bigint | Buffer
}

/** A reader by the words of the protobuf documentation, that shares nothing with the writer. */
function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => {
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const number = tag >> 3
    if ((tag & 7) === 0) fields.push({ number, value: varint() })
    else if ((tag & 7) === 1) fields.push({ number, value: take(8) })
    else if ((tag & 7) === 2) fields.push({ number, value: take(Number(varint())) })
    else throw new Error(`wire type ${tag & 7}`)
  }
  expect(at).toBe(bytes.length)
  return fields
}

function decode(bytes: Buffer): { labels: string[]; samples: [bigint, Buffer][] }[] {
  return fieldsOf(bytes).map(({ number, value }) => {
    expect(number).toBe(1)
    const parts = fieldsOf(value as Buffer)
    const labels = parts
      .filter(part => part.number === 1)
      .map(part =>
        fieldsOf(part.value as Buffer)
          .map(text => `${text.value}`)
          .join('='),
      )
    const samples = parts
      .filter(part => part.number === 2)
      .map((part): [bigint, Buffer] => {
        const [sample, time] = fieldsOf(part.value as Buffer)
        return [time!.value as bigint, sample!.value as Buffer]
      })
    return { labels, samples }
  })
}

function unsnappy(block: Buffer): Buffer {
  let at = 0
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = block[at++]!
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  const parts: Buffer[] = []
  while (at < block.length) {
    expect(block[at]).toBe(0xf4)
    const size = block[at + 1]! + block[at + 2]! * 256 + 1
    parts.push(block.subarray(at + 3, at + 3 + size))
    at += 3 + size
  }
  const all = Buffer.concat(parts)
  expect(all.length).toBe(length)
  return all
}

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
    const decoded = decode(encodeWriteRequest({ series, timesMs, values }))
    expect(decoded.map(({ labels }) => labels)).toEqual([
      ['__name__=up', 'job=a'],
      ['Instanz=ü="\n', '__name__=größe_bytes'],
    ])
    for (const [column, { samples }] of decoded.entries()) {
      expect(samples.map(([time]) => Number(time))).toEqual(timesMs)
      expect(samples.map(([, value]) => value.readDoubleLE())).toEqual(
        timesMs.map((_, row) => values[row * 2 + column]),
      )
    }
  })

  it('ends series with the stale marker, bit by bit', () => {
    const series = [{ encodedLabels: encodeLabels({ __name__: 'x' }) }]
    const request = encodeWriteRequest({ series, timesMs: [5], values: Float64Array.of(1), staleAtMs: 6 })
    const [, [time, value]] = decode(request)[0]!.samples as [unknown, [bigint, Buffer]]
    expect(time).toBe(6n)
    expect(value.readBigUInt64LE()).toBe(0x7ff0000000000002n)
  })
})

describe('snappy', () => {
  it.each([0, 1, 59, 60, 65_535, 65_536, 65_537, 200_000])('wraps %d bytes', length => {
    const bytes = Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff))
    expect(unsnappy(snappy(bytes)).equals(bytes)).toBe(true)
  })
})
