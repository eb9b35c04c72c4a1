import { labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import type { SelectRequest, SeriesSource } from '../source.ts'
import { memorySource } from './memory-source.ts'

const { signal } = new AbortController()
const series = (job: string, times: number[]) => ({
  labels: labelsOf({ __name__: 'up', job }),
  timesMs: Float64Array.from(times),
  values: Float64Array.from(times, time => time / 2),
})

const request = (fromMs: number, toMs: number, job = '.+'): SelectRequest => ({
  matchers: [{ kind: '=~', name: 'job', value: job }],
  fromMs,
  toMs,
  windows: undefined,
})

async function visited(source: SeriesSource, asked: SelectRequest) {
  const selected = await source.select(asked, signal)
  const seen: [string | undefined, Float64Array][] = []
  await selected.read((index, { timesMs }) => {
    seen.push([selected.series.labels[index]?.find(({ name }) => name === 'job')?.value, timesMs])
  }, signal)
  selected.close()
  return seen
}

describe('a memory source', () => {
  const source = memorySource([series('a', [10, 20]), series('b', [10, 20]), series('c', [10, 30])])

  it('visits series that match and have samples in the range', async () => {
    expect((await visited(source, request(0, 100))).map(([job]) => job)).toEqual(['a', 'b', 'c'])
    expect((await visited(source, request(25, 100))).map(([job]) => job)).toEqual(['c'])
    expect((await visited(source, request(0, 100, 'a|c'))).map(([job]) => job)).toEqual(['a', 'c'])
  })

  it('shares times among series that have the same', async () => {
    const [[, a], [, b], [, c]] = (await visited(source, request(0, 100))) as [
      [string, Float64Array],
      [string, Float64Array],
      [string, Float64Array],
    ]
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })

  it('hands out the same set for the same matchers', async () => {
    const first = await source.select(request(0, 5), signal)
    const second = await source.select(request(7, 9), signal)
    expect(first.series).toBe(second.series)
  })

  it('takes plain records and pairs as well', async () => {
    const plain = memorySource([
      {
        labels: { job: 'x', __name__: 'up' },
        samples: [
          [5, 1],
          [9, 2],
        ],
      },
    ])
    const selected = await plain.select(request(0, 10), signal)
    expect(selected.series.labels).toEqual([labelsOf({ __name__: 'up', job: 'x' })])
    expect((await visited(plain, request(0, 10))).map(([, times]) => [...times])).toEqual([[5, 9]])
  })

  it('stops when it is aborted', async () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    await expect(source.select(request(0, 5), stopped)).rejects.toThrow('enough')
    const selected = await source.select(request(0, 100), signal)
    await expect(selected.read(() => undefined, stopped)).rejects.toThrow('enough')
  })
})
