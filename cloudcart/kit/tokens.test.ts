import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { bearerOf, createTokens, TOKEN_LIFETIME_S } from './tokens.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const tokens = createTokens('one secret', () => NOW_MS)
const ANNA = { userId: 'u-1', role: 'customer' } as const

describe('a token', () => {
  it('says who asks, for a day', async () => {
    const token = await tokens.sign(ANNA)
    expect(await tokens.verify(token)).toEqual(ANNA)
    const later = (seconds: number) => createTokens('one secret', () => NOW_MS + seconds * 1000)
    expect(await later(TOKEN_LIFETIME_S - 1).verify(token)).toEqual(ANNA)
    expect(await later(TOKEN_LIFETIME_S + 1).verify(token)).toBe('expired')
  })

  it('is refused with the reason', async () => {
    const key = new TextEncoder().encode('one secret')
    const good = await tokens.sign(ANNA)
    const [head, body, signature] = good.split('.') as [string, string, string]
    const forged = `${head}.${Buffer.from(JSON.stringify({ sub: 'u-1', role: 'admin', iss: 'cloudcart', exp: 9e9 })).toString('base64url')}.${signature}`
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    const foreign = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('u-1')
        .setExpirationTime(9e9)
        .sign(key)
    expect({
      elsewhere: await createTokens('another secret', () => NOW_MS).verify(good),
      forged: await tokens.verify(forged),
      unsigned: await tokens.verify(unsigned),
      words: await tokens.verify('not a token'),
      issuer: await tokens.verify(await foreign({ role: 'customer' })),
      role: await tokens.verify(await foreign({ role: 'root', iss: 'cloudcart' })),
    }).toEqual({
      elsewhere: 'invalid_signature',
      forged: 'invalid_signature',
      unsigned: 'malformed',
      words: 'malformed',
      issuer: 'wrong_claims',
      role: 'wrong_claims',
    })
  })

  it('comes in a header of one form', () => {
    expect(bearerOf('Bearer abc.def')).toBe('abc.def')
    for (const other of [
      undefined,
      '',
      'abc',
      'Basic abc',
      'Bearer',
      'Bearer a b',
      `Bearer ${'x'.repeat(5000)}`,
    ]) {
      expect(bearerOf(other)).toBeUndefined()
    }
  })
})
