import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillQuery } from './filled-query.ts'
import { interpolate } from './interpolate.ts'
import { scopeOf } from './testing/scope-of.ts'

const scope = scopeOf({ job: { text: 'node', value: 'node' }, long: { text: '', value: 'x'.repeat(40) } })

/** What stands in the written text where `part` stands in the filled one. */
function sourceOf(query: string, part: string): string {
  const filled = fillQuery(query, scope)
  const from = filled.text.indexOf(part)
  const place = filled.inSource({ from, to: from + part.length })
  return query.slice(place.from, place.to)
}

describe('a filled query', () => {
  it('knows where its parts were written', () => {
    const query = 'rate(up{job="$job"}[$__rate_interval]) > $unknown + ${long} * y'
    expect(fillQuery(query, scope).text).toBe(`rate(up{job="node"}[1m]) > $unknown + ${'x'.repeat(40)} * y`)
    expect(sourceOf(query, 'rate')).toBe('rate')
    expect(sourceOf(query, 'node')).toBe('$job')
    expect(sourceOf(query, 'od')).toBe('$job')
    expect(sourceOf(query, 'up{job="node"}[1m]')).toBe('up{job="$job"}[$__rate_interval]')
    expect(sourceOf(query, '1m')).toBe('$__rate_interval')
    expect(sourceOf(query, '$unknown')).toBe('$unknown')
    expect(sourceOf(query, 'xx')).toBe('${long}')
    expect(sourceOf(query, '* y')).toBe('* y')
  })

  it('says whether there was anything to fill in', () => {
    expect(fillQuery('up', scope)).toMatchObject({ text: 'up', isFilled: false })
    expect(fillQuery('$nothing', scope).isFilled).toBe(false)
    expect(fillQuery('$job', scope).isFilled).toBe(true)
  })

  it('is what interpolation makes of it, with places within it', () => {
    const parts = fc.array(
      fc.constantFrom('$job', '${long}', '[[job]]', '$__range', 'a', ' ', '$', '{', '$x'),
    )
    fc.assert(
      fc.property(parts, fc.nat(), fc.nat(), (words, a, b) => {
        const query = words.join('')
        const { text, inSource } = fillQuery(query, scope)
        expect(text).toBe(interpolate(query, scope, 'promql'))
        const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ]
        const place = inSource({ from, to })
        expect(place.from).toBeGreaterThanOrEqual(0)
        expect(place.to).toBeLessThanOrEqual(query.length)
        expect(place.from).toBeLessThanOrEqual(place.to + (from === to ? query.length : 0))
        expect(inSource({ from: 0, to: text.length })).toEqual({ from: 0, to: query.length })
      }),
    )
  })
})
