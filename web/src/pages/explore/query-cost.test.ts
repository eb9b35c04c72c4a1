import { expect, it } from 'vitest'
import { costWords } from './query-cost.ts'

const STATS = {
  timings: { execTotalTime: 0.004 },
  samples: { totalQueryableSamples: 48, peakSamples: 3 },
  vedette: {
    way: 'head',
    series: 12,
    samples: 4800,
    bytes: 0,
    peakBytes: 1287,
    milliseconds: { parse: 0.62, queue: 0.04, select: 0.09, evaluate: 2.38, total: 3.43 },
    selectors: [{ selector: '{__name__="a"}', series: 12, way: 'head', why: '', samples: 4800, bytes: 0 }],
  },
}

it('says the way, the series and the time in one line, and the rest behind it', () => {
  expect(costWords(STATS)).toEqual({
    short: 'head, 12 series, 3 ms',
    long: [
      '4,800 samples read; at most 1 KiB of memory',
      'parse < 1 ms, queue < 1 ms, select < 1 ms, evaluate 2 ms',
      '{__name__="a"}: head, 12 series, 4,800 samples',
    ].join('\n'),
  })
})

it('says nothing where the server said nothing', () => {
  expect(costWords(undefined)).toBeUndefined()
  expect(costWords({ timings: STATS.timings, samples: STATS.samples })).toBeUndefined()
})
