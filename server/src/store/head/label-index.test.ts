import { compileMatcher, type Labels, labelsOf, labelValue, type Matcher } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabelIndex } from './label-index.ts'

const VALUE = fc.constantFrom('', 'a', 'b', 'ab', 'b.c')
const SERIES = fc.record({ __name__: fc.constantFrom('up', 'down'), x: VALUE, y: VALUE })
const MATCHER: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('=' as const, '!=' as const),
    name: fc.constantFrom('__name__', 'x', 'y', 'z'),
    value: VALUE,
  }),
  fc.record({
    kind: fc.constantFrom('=~' as const, '!~' as const),
    name: fc.constantFrom('__name__', 'x', 'y', 'z'),
    value: fc.constantFrom('.*', '.+', 'a|b', 'a.*', '.*b', '[ab]+', '', 'a|', 'up'),
  }),
)

describe('the label index', () => {
  it('selects what trying every series would select, also after removals', () => {
    fc.assert(
      fc.property(
        fc.array(SERIES, { maxLength: 30 }),
        fc.array(MATCHER, { maxLength: 3 }),
        (records, matchers) => {
          const index = new LabelIndex()
          const all = new Map<number, Labels>()
          records.forEach((record, ref) => {
            const labels = labelsOf(record)
            index.add(ref, labels)
            all.set(ref, labels)
          })
          const expected = () =>
            [...all.keys()]
              .filter(ref =>
                matchers.every(matcher => compileMatcher(matcher)(labelValue(all.get(ref)!, matcher.name))),
              )
              .sort((a, b) => a - b)
          expect(index.select(matchers)).toEqual(expected())
          const gone = new Set([...all.keys()].filter(ref => ref % 3 === 0))
          index.removeAll(gone)
          for (const ref of gone) all.delete(ref)
          expect(index.select(matchers)).toEqual(expected())
        },
      ),
    )
  })

  it('shares one object among all series that carry a label', () => {
    const index = new LabelIndex()
    index.add(0, labelsOf({ __name__: 'up', job: 'api' }))
    index.add(1, labelsOf({ __name__: 'up', job: 'api' }))
    expect(index.labelsOf(0)[1]).toBe(index.labelsOf(1)[1])
    expect(index.labelPairCount).toBe(2)
    expect(index.values('job')).toEqual(['api'])
  })

  it('forgets names and values that no series carries any more', () => {
    const index = new LabelIndex()
    index.add(5, labelsOf({ __name__: 'up', pod: 'x' }))
    index.removeAll(new Set([5]))
    expect([index.names(), index.seriesCount]).toEqual([[], 0])
  })
})
