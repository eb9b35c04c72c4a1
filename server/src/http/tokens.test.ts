import { describe, expect, it } from 'vitest'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { createLog, SILENT_LOG } from '../self/log.ts'
import { createTokenBook, hashOf } from './tokens.ts'

const REQUEST = { name: 'ci', scopes: ['ingest' as const], project: 'default' }

function book(overrides: { log?: typeof SILENT_LOG; startMs?: number } = {}) {
  let nowMs = overrides.startMs ?? Date.UTC(2026, 10, 21)
  const documents = createMemoryDocuments(() => nowMs)
  const options = { documents, log: overrides.log ?? SILENT_LOG, nowMs: () => nowMs }
  return {
    documents,
    tokens: createTokenBook(options),
    another: () => createTokenBook(options),
    pass: (ms: number) => {
      nowMs += ms
    },
    now: () => nowMs,
  }
}

describe('a token', () => {
  it('is told once, found again, and stored only as a hash', async () => {
    const { tokens, documents, now } = book()
    const created = await tokens.create({ ...REQUEST, expires: '90d' }, 'local')
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      token: expect.stringMatching(/^vdt_[\w-]{43}$/),
      ...REQUEST,
      createdMs: now(),
      expiresMs: now() + 90 * 86_400_000,
    })
    expect(await tokens.find(created.token)).toMatchObject({ state: 'valid', token: { id: created.id } })
    const stored = JSON.stringify(await documents.history('token', created.id))
    expect(stored).not.toContain(created.token)
    expect(stored).toContain(hashOf(created.token).toString('hex'))
  })

  it('is unknown when one character differs, or when it is not ours at all', async () => {
    const { tokens } = book()
    const { token } = await tokens.create(REQUEST, 'local')
    expect(await tokens.find(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toEqual({
      state: 'unknown',
    })
    expect(await tokens.find('hunter2')).toEqual({ state: 'unknown' })
    expect(await tokens.find('')).toEqual({ state: 'unknown' })
  })

  it('expires at its time', async () => {
    const { tokens, pass } = book()
    const { token } = await tokens.create({ ...REQUEST, expires: '1h' }, 'local')
    pass(3_600_000 - 1)
    expect(await tokens.find(token)).toMatchObject({ state: 'valid' })
    pass(1)
    expect(await tokens.find(token)).toMatchObject({ state: 'expired' })
  })

  it('takes a moment or a duration as its expiry, and nothing else', async () => {
    const { tokens } = book()
    const created = await tokens.create({ ...REQUEST, expires: '2027-01-31T00:00:00Z' }, 'local')
    expect(created.expiresMs).toBe(Date.UTC(2027, 0, 31))
    await expect(tokens.create({ ...REQUEST, expires: 'soon' }, 'local')).rejects.toThrow(
      'expires: expected a duration such as 90d or a time such as 2027-01-31T00:00:00Z, got "soon"',
    )
    await expect(tokens.create({ ...REQUEST, expires: '2020-01-01T00:00:00Z' }, 'local')).rejects.toThrow(
      'would have expired already',
    )
    await expect(tokens.create({ ...REQUEST, expires: '0' }, 'local')).rejects.toThrow('expired already')
  })

  it('is refused at once where it is revoked, and known as revoked', async () => {
    const { tokens, documents } = book()
    const { id, token } = await tokens.create(REQUEST, 'ada')
    await tokens.revoke(id, 'grace')
    await tokens.revoke(id, 'grace')
    expect(await tokens.find(token)).toMatchObject({ state: 'revoked' })
    expect(await tokens.list()).toEqual([])
    expect((await documents.history('token', id)).map(({ version, author }) => [version, author])).toEqual([
      [1, 'ada'],
      [2, 'grace'],
    ])
    await expect(tokens.revoke('nope', 'grace')).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no token nope.',
    })
  })

  it('made by another process is seen at once, revoked there within half a minute', async () => {
    const { tokens, another, pass } = book()
    await tokens.list()
    const other = another()
    pass(1000)
    const { id, token } = await other.create(REQUEST, 'local')
    expect(await tokens.find(token)).toMatchObject({ state: 'valid' })
    await other.revoke(id, 'local')
    pass(30_000)
    expect(await tokens.find(token)).toMatchObject({ state: 'revoked' })
  })

  it('stays valid while the store does not answer', async () => {
    const { documents, pass, now } = book()
    let broken = false
    const lines: string[] = []
    const tokens = createTokenBook({
      documents: {
        ...documents,
        list: kind => (broken ? Promise.reject(new Error('the store is away')) : documents.list(kind)),
      },
      log: createLog({ level: 'warn', format: 'text', write: line => lines.push(line) }),
      nowMs: now,
    })
    const { token } = await tokens.create(REQUEST, 'local')
    expect(await tokens.find(token)).toMatchObject({ state: 'valid' })
    broken = true
    pass(60_000)
    expect(await tokens.find(token)).toMatchObject({ state: 'valid' })
    expect(lines.join('')).toContain('the store is away')
  })

  it('cannot be checked before the store was read once', async () => {
    const { documents } = book()
    const tokens = createTokenBook({
      documents: { ...documents, list: () => Promise.reject(new Error('the store is away')) },
      log: SILENT_LOG,
    })
    await expect(tokens.find('vdt_x')).rejects.toThrow('the store is away')
  })

  it('asks the store at most once a second, however many guesses come', async () => {
    const { documents, pass, now } = book()
    let reads = 0
    const tokens = createTokenBook({
      documents: {
        ...documents,
        list: kind => {
          if (kind === 'token') reads++
          return documents.list(kind)
        },
      },
      log: SILENT_LOG,
      nowMs: now,
    })
    for (let i = 0; i < 100; i++) await tokens.find(`vdt_guess${i}`)
    expect(reads).toBe(1)
    pass(1000)
    await Promise.all(Array.from({ length: 100 }, (_, i) => tokens.find(`vdt_guess${i}`)))
    expect(reads).toBe(2)
  })

  it('tells when it was last used: to the minute now, to the day after a restart', async () => {
    const { tokens, another, pass, now, documents } = book()
    const { id, token } = await tokens.create(REQUEST, 'local')
    expect((await tokens.list())[0]!.lastUsedMs).toBeUndefined()
    await tokens.find(token)
    const firstUseMs = now()
    pass(120_000)
    await tokens.find(token)
    expect((await tokens.list())[0]!.lastUsedMs).toBe(now())
    expect((await another().list())[0]!.lastUsedMs).toBe(firstUseMs)
    expect(await documents.history('token-use', id)).toHaveLength(1)
    pass(86_400_000)
    await tokens.find(token)
    expect((await another().list())[0]!.lastUsedMs).toBe(now())
  })

  it('never gets into the log', async () => {
    const lines: string[] = []
    const { tokens } = book({
      log: createLog({ level: 'debug', format: 'json', write: line => lines.push(line) }),
    })
    const { id, token } = await tokens.create(REQUEST, 'local')
    await tokens.find(token)
    await tokens.find(`${token}x`)
    await tokens.revoke(id, 'local')
    expect(lines).toHaveLength(2)
    expect(lines.join('')).not.toContain(token.slice(4, 20))
  })
})
