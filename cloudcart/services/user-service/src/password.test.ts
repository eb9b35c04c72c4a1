import { describe, expect, it } from 'vitest'
import { createPasswords } from './password.ts'

describe('passwords', () => {
  const hashed: number[] = []
  const compared: number[] = []
  const passwords = createPasswords({
    hashed: seconds => void hashed.push(seconds),
    compared: seconds => void compared.push(seconds),
  })

  it('are kept as salted scrypt hashes that say what they cost', async () => {
    const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
    expect(one).toMatch(/^scrypt:14:8:2:[\w-]{22}:[\w-]{43}$/)
    expect(other).not.toBe(one)
    expect(await passwords.matches('correct horse', one)).toBe(true)
    expect(await passwords.matches('correct horse', other)).toBe(true)
    expect(await passwords.matches('Correct horse', one)).toBe(false)
    expect(await passwords.matches('', one)).toBe(false)
    expect(hashed).toHaveLength(2)
    expect(compared).toHaveLength(4)
  })

  it('are the same however the keyboard makes an accent', async () => {
    expect(await passwords.matches('cafe\u0301', await passwords.hash('caf\u00e9'))).toBe(true)
  })

  it('are compared with nobody’s at the same cost', async () => {
    const before = compared.length
    expect(await passwords.matches('correct horse', undefined)).toBe(false)
    expect(compared).toHaveLength(before + 1)
  })

  it('can still be compared when hashes cost something else', async () => {
    // N = 2^4, r = 1, p = 1, of the password "password" and a salt of zeros.
    const cheap = 'scrypt:4:1:1:AAAAAAAAAAAAAAAAAAAAAA:'
    const { scryptSync } = await import('node:crypto')
    const key = scryptSync('password', Buffer.alloc(16), 32, { N: 16, r: 1, p: 1 }).toString('base64url')
    expect(await passwords.matches('password', cheap + key)).toBe(true)
    expect(await passwords.matches('passwort', cheap + key)).toBe(false)
  })

  it.each(['', 'plain', 'scrypt:14:8:2:abc:def', 'bcrypt:14:8:2:AAAAAAAAAAAAAAAAAAAAAA:x'])(
    'that were damaged in the database (%s) are an error and no way in',
    async stored => {
      await expect(passwords.matches('password', stored)).rejects.toThrow('can’t be read')
    },
  )

  it('leave the event loop free', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    // However seldom this process gets a core: each hash takes a turn of the loop at least.
    for (let i = 0; i < 5; i++) await passwords.hash('correct horse')
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(3)
  })

  it('make a crowd wait, and send away what is beyond', async () => {
    const door = createPasswords({ atOnce: 1, waiting: 1 })
    const all = await Promise.allSettled([1, 2, 3].map(() => door.hash('correct horse')))
    expect(all.map(each => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(all[2]).toMatchObject({ reason: { status: 503, code: 'busy' } })
  })
})
