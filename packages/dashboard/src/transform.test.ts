import { describe, expect, it } from 'vitest'
import { SCOPE, table } from './testing/frames.ts'
import { transform } from './transform.ts'

const frames = ['A', 'B', 'C'].map(refId => table(refId, { n: [3, 1, 2] }))
const sortBy = { id: 'sortBy', options: { sort: [{ field: 'n' }] } }
const limit = { id: 'limit', options: { limitField: 1 } }

function ns(...transformations: Parameters<typeof transform>[1]): unknown[] {
  return transform(frames, transformations, SCOPE).frames.map(({ fields }) => [...fields[0]!.values])
}

describe('the transformations of a panel', () => {
  it('follow one another', () => {
    expect(ns(sortBy, limit)).toEqual([[1], [1], [1]])
    expect(ns(limit, sortBy)).toEqual([[3], [3], [3]])
    expect(ns()).toEqual([
      [3, 1, 2],
      [3, 1, 2],
      [3, 1, 2],
    ])
  })

  it('are left out when they are switched off, or meant for annotations', () => {
    expect(ns({ ...limit, disabled: true }, { ...limit, topic: 'annotations' })[0]).toEqual([3, 1, 2])
  })

  it('may be for some frames only; the others stay where they are', () => {
    const filter = { id: 'byRefId', options: 'A|C' }
    expect(ns({ ...limit, filter })).toEqual([[3], [3, 1, 2], [3]])
    const { frames: made } = transform(
      frames,
      [{ id: 'merge', options: {}, filter: { id: 'byRefId', options: 'B' } }],
      SCOPE,
    )
    expect(made.map(({ refId }) => refId)).toEqual(['A', 'B', 'C'])
  })

  it('go on after one that is not known, which is said', () => {
    const made = transform(
      frames,
      [{ id: 'heatmap', options: {} }, { id: 'constructor', options: {} }, limit],
      SCOPE,
    )
    expect(made.problems).toEqual([
      { index: 0, id: 'heatmap', words: 'heatmap: this transformation is not supported' },
      { index: 1, id: 'constructor', words: 'constructor: this transformation is not supported' },
    ])
    expect(made.frames[0]?.length).toBe(1)
  })
})
