import { describe, expect, it } from 'vitest'
import { VedetteError } from '../errors.ts'
import { ClickHouseError } from './clickhouse/port.ts'
import { inWords } from './read-failure.ts'

async function failing(error: unknown): Promise<unknown> {
  const read = inWords(async () => {
    throw error
  })
  return read().catch((caught: unknown) => caught)
}

describe('a read that fails', () => {
  it.each([
    [241, 'limit-exceeded', /more memory than one query may have.*memory\.engine_share/],
    [396, 'limit-exceeded', /ask for fewer series or a shorter time/],
    [427, 'bad-request', /a regular expression can't be used: why/],
    [202, 'overloaded', /the store is busy: why/],
    [159, 'timeout', /the store took too long: why/],
    [210, 'store-unavailable', /the store does not answer: why/],
    [243, 'store-unavailable', /why/],
    [394, 'canceled', /canceled/],
  ])('of the number %i is told as %s', async (number, code, words) => {
    const told = await failing(new ClickHouseError('why', number, true))
    expect(told).toBeInstanceOf(VedetteError)
    expect(told).toMatchObject({ code, message: expect.stringMatching(words) })
  })

  it('stays what it is where it is our own fault', async () => {
    const own = new ClickHouseError('unknown column', 47, false)
    expect(await failing(own)).toBe(own)
    const other = new TypeError('x')
    expect(await failing(other)).toBe(other)
  })
})
