import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { createSessions, SESSION_MS, sessionKey } from './sessions.ts'

const KEY = Buffer.alloc(32, 7)

function opened(overrides: { key?: Buffer } = {}) {
  let nowMs = Date.UTC(2026, 10, 21)
  const make = (key: Buffer = KEY) => createSessions({ key, nowMs: () => nowMs })
  const sessions = make(overrides.key)
  const setCookie = sessions.open('vdt_secret', false)
  return {
    sessions,
    make,
    setCookie,
    cookie: setCookie.split(';')[0]!,
    now: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('a session', () => {
  it('is a cookie that scripts, other sites and, over HTTPS, listeners never see', () => {
    const { sessions, setCookie } = opened()
    expect(setCookie).toMatch(
      /^vedette_session_[0-9a-f]{8}=[\w-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    )
    expect(setCookie).not.toContain('secret')
    expect(sessions.open('vdt_secret', true)).toMatch(/; Secure$/)
    expect(sessions.open('vdt_secret', false)).not.toBe(setCookie)
  })

  it('lasts twelve hours, over restarts and in other processes', () => {
    const { cookie, make, now, pass } = opened()
    const headers = { cookie: `theme=dark; ${cookie}; other=1` }
    const expiresMs = now() + SESSION_MS
    pass(SESSION_MS - 1)
    expect(make().read(headers)).toEqual({ state: 'open', secret: 'vdt_secret', expiresMs })
    pass(1)
    expect(make().read(headers)).toEqual({ state: 'ended' })
  })

  it('ends when somebody signs out, also for who copied the cookie', () => {
    const { sessions, cookie } = opened()
    expect(sessions.end({ cookie }, false)).toMatch(
      /^vedette_session_[0-9a-f]{8}=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/,
    )
    expect(sessions.read({ cookie })).toEqual({ state: 'ended' })
    for (const spelling of [`${cookie}=`, `${cookie}==`, `${cookie}.`, `${cookie}!`])
      expect(sessions.read({ cookie: spelling })).toBeUndefined()
    expect(sessions.end({}, false)).toContain('Max-Age=0')
  })

  it('of another installation on the same host is none, and is left alone', () => {
    const { sessions, cookie, make } = opened()
    const other = make(Buffer.alloc(32, 8))
    const theirs = other.open('vdt_other', false).split(';')[0]!
    expect(other.read({ cookie })).toBeUndefined()
    expect(sessions.read({ cookie: `${theirs}; ${cookie}` })).toMatchObject({ secret: 'vdt_secret' })
    const named = `${cookie.split('=')[0]}=${theirs.split('=')[1]}`
    expect(sessions.read({ cookie: named })).toBeUndefined()
  })

  it('can be neither changed nor made up', () => {
    const { sessions, cookie } = opened()
    const [name, value] = cookie.split('=') as [string, string]
    const bytes = Buffer.from(value, 'base64url')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes)
        changed[at]! ^= flip
        expect(sessions.read({ cookie: `${name}=${changed.toString('base64url')}` })).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), text => {
        expect(sessions.read({ cookie: `${name}=${text}` })).toBeUndefined()
      }),
    )
  })
})

describe('the key of the sessions', () => {
  it('is made once for all processes', async () => {
    const documents = createMemoryDocuments()
    const keys = await Promise.all([sessionKey(documents), sessionKey(documents), sessionKey(documents)])
    expect(keys[0]).toHaveLength(32)
    expect(keys[1]).toEqual(keys[0])
    expect(keys[2]).toEqual(keys[0])
    expect(await sessionKey(documents)).toEqual(keys[0])
    expect(await sessionKey(createMemoryDocuments())).not.toEqual(keys[0])
  })
})
