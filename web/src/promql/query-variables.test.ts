import { describe, expect, it } from 'vitest'
import { disguised, readable } from './query-variables.ts'

describe('a query with variables', () => {
  it('is readable with some values', () => {
    expect(readable('rate(x[$__rate_interval])').text).toBe('rate(x[1m15s])')
    expect(readable('x[$__range:$__interval] * $__interval_ms').text).toBe('x[3600s:1m] * 60000')
    expect(readable('up').isFilled).toBe(false)
  })

  it('is given its variables back, whatever was done to it', () => {
    const query = 'rate(x[$__rate_interval]) / $__interval_ms > y[$__range:${__interval}] + $job'
    const { text, reveal } = disguised(query)
    expect(text).not.toContain('__')
    expect(text).toContain('$job')
    expect(reveal(text)).toBe(query)
    expect(reveal(`sum(${text})`)).toBe(`sum(${query})`)
  })

  it('keeps numbers that look like a disguise', () => {
    const query = 'x{port="10007"}[$__range]'
    expect(disguised(query).reveal(disguised(query).text)).toBe(query)
  })
})
