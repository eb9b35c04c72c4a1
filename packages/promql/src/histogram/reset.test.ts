import { describe, expect, it } from 'vitest'
import { detectReset, parseHistogramLiteral } from './index.ts'

const reset = (previous: string, current: string) =>
  detectReset(parseHistogramLiteral(previous), parseHistogramLiteral(current))

describe('a counter reset', () => {
  const some = '{{count:6 z_bucket:1 z_bucket_w:0.01 buckets:[2 0 3]}}'

  it('is a count that falls, anywhere but in the sum', () => {
    expect(reset(some, some)).toBe(false)
    expect(reset(some, '{{count:6 sum:-5 z_bucket:1 z_bucket_w:0.01 buckets:[2 0 3]}}')).toBe(false)
    expect(reset(some, '{{count:5 z_bucket:1 z_bucket_w:0.01 buckets:[2 0 3]}}')).toBe(true)
    expect(reset(some, '{{count:6 z_bucket:0 z_bucket_w:0.01 buckets:[2 1 3]}}')).toBe(true)
    expect(reset(some, '{{count:6 z_bucket:1 z_bucket_w:0.01 buckets:[1 1 3]}}')).toBe(true)
    expect(reset(some, '{{count:9 z_bucket:1 z_bucket_w:0.01 buckets:[2 6]}}')).toBe(true)
    expect(reset(some, '{{count:9 z_bucket:1 z_bucket_w:0.01 offset:2 buckets:[8]}}')).toBe(true)
    expect(reset('{{count:1 n_buckets:[1]}}', '{{count:1 buckets:[1]}}')).toBe(true)
  })

  it('is not a bucket that was empty and is gone', () => {
    expect(reset('{{count:2 buckets:[2 0 0]}}', '{{count:2 buckets:[2]}}')).toBe(false)
    expect(reset('{{count:0 buckets:[0]}}', '{{}}')).toBe(false)
  })

  it('is a finer schema, and in a coarser one what falls', () => {
    expect(reset('{{count:3 buckets:[1 2]}}', '{{schema:1 count:9 buckets:[5 5]}}')).toBe(true)
    expect(reset('{{schema:1 count:3 offset:1 buckets:[1 2]}}', '{{count:3 offset:1 buckets:[3]}}')).toBe(
      false,
    )
    expect(reset('{{schema:1 count:3 offset:1 buckets:[1 2]}}', '{{count:3 offset:1 buckets:[2 1]}}')).toBe(
      true,
    )
  })

  it('is a narrower zero bucket, and in a wider one what falls', () => {
    expect(reset(some, '{{count:9 z_bucket:3 z_bucket_w:0.001 buckets:[3 0 3]}}')).toBe(true)
    expect(reset(some, '{{count:6 z_bucket:3 z_bucket_w:1 offset:1 buckets:[0 3]}}')).toBe(false)
    expect(reset(some, '{{count:6 z_bucket:2 z_bucket_w:1 offset:1 buckets:[1 3]}}')).toBe(true)
    // Its edge lies within a populated bucket.
    expect(reset(some, '{{count:6 z_bucket:3 z_bucket_w:0.7 offset:1 buckets:[0 3]}}')).toBe(true)
  })

  it('is what its hint says', () => {
    expect(reset(some, '{{counter_reset_hint:reset count:100}}')).toBe(true)
    expect(reset(some, '{{counter_reset_hint:not_reset}}')).toBe(false)
    expect(reset(some, '{{counter_reset_hint:gauge}}')).toBe(true)
  })

  it('is, with custom buckets, a fall between the bounds in common', () => {
    const before = '{{schema:-53 count:15 custom_values:[2 4 6] buckets:[1 2 5 7]}}'
    expect(reset(before, '{{schema:-53 count:16 custom_values:[2 4 6] buckets:[1 3 5 7]}}')).toBe(false)
    expect(reset(before, '{{schema:-53 count:15 custom_values:[2 3 4 6] buckets:[1 1 1 5 7]}}')).toBe(false)
    expect(reset(before, '{{schema:-53 count:15 custom_values:[2 3 4 6] buckets:[1 0 1 5 8]}}')).toBe(true)
    expect(reset(before, '{{schema:-53 count:15 custom_values:[9] buckets:[15]}}')).toBe(false)
    expect(reset('{{count:1 buckets:[1]}}', before)).toBe(true)
    expect(reset(before, '{{count:15 buckets:[15]}}')).toBe(true)
  })
})
