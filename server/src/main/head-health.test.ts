import { describe, expect, it } from 'vitest'
import { type HeadState, headHealth } from './head-health.ts'

const HOUR_MS = 3_600_000
const ALL: HeadState = {
  fill: 'filled',
  windowMs: 7 * HOUR_MS,
  configuredMs: 7 * HOUR_MS,
  seriesCount: 12_345,
}

describe('what is said of the head', () => {
  it.each<[string, Partial<HeadState>, string, string]>([
    ['covers its window', {}, 'good', 'Memory holds the last 7h of 12,345 series.'],
    [
      'covers somewhat less, which nobody needs to mend',
      { windowMs: 4 * HOUR_MS },
      'good',
      'Memory holds the last 4h of 12,345 series.',
    ],
    [
      'covers far less',
      { windowMs: 2 * HOUR_MS },
      'warning',
      'Memory holds only the last 2h of 12,345 series: raise memory.budget or memory.head_share for faster answers.',
    ],
    [
      'is being filled',
      { fill: 'filling' },
      'good',
      'Recent samples are being read back into memory; older ranges are answered from the database meanwhile.',
    ],
    [
      'could not be filled',
      { fill: 'failed' },
      'warning',
      'Recent samples could not be read back into memory yet; queries go to the database, which is slower.',
    ],
  ])('that %s', (_, state, expected, sentence) => {
    expect(headHealth({ ...ALL, ...state })).toEqual({ name: 'head', state: expected, sentence })
  })
})
