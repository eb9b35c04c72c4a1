import { describe, expect, it } from 'vitest'
import { ShopProblem } from '../api/problem.ts'
import { wordsFor } from '../api/words.ts'
import { placeInShop } from '../paths.ts'
import { duration, relative, timer } from './moment.ts'
import { centsOf, money } from './money.ts'

const problem = (status: number, code: string, detail = '', more = {}) =>
  new ShopProblem({ status, code, detail, more, traceId: '' })

describe('words', () => {
  it('say what a declined payment means, and what to do', () => {
    expect(wordsFor(problem(402, 'payment_declined', 'x', { reason: 'expired_card' }))).toEqual({
      title: 'The payment was declined',
      advice: 'The card has expired. Nothing was charged and your order is kept: choose another way to pay.',
      again: false,
    })
  })

  it('know every status, also of problems that are new', () => {
    expect(wordsFor(problem(429, 'too_fast', '', { retryAfterSeconds: 1 })).advice).toContain(
      'wait 1 second and',
    )
    expect(wordsFor(problem(400, 'invalid_request', 'body is not valid.')).advice).toBe(
      'body is not valid. Check what you typed.',
    )
    for (const status of [0, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 599]) {
      const { title, advice } = wordsFor(problem(status, 'new'))
      expect(`${title} ${advice}`).not.toMatch(/undefined|NaN/)
      expect(title).not.toBe('')
    }
  })

  it('write prices in dollars and read them again', () => {
    expect(money(123_456)).toBe('$1,234.56')
    expect(centsOf(' $1,234.56 ')).toBe(123_456)
    expect(centsOf('12')).toBe(1_200)
    for (const none of ['', '-1', '1.234', 'free', '1e3']) expect(centsOf(none), none).toBeUndefined()
  })

  it('tell how long ago and how long still', () => {
    const nowMs = 1_700_000_000_000
    expect(relative(nowMs - 2_000, nowMs)).toBe('just now')
    expect(relative(nowMs - 90_000, nowMs)).toBe('1 minute ago')
    expect(relative(nowMs - 86_400_000, nowMs)).toBe('yesterday')
    expect(relative(nowMs + 7_200_000, nowMs)).toBe('in 2 hours')
    expect(timer(249_000)).toBe('4:09')
    expect(duration(90_000)).toBe('1 min 30 s')
    expect(duration(300_000)).toBe('5 min')
  })
})

it('leads nobody out of the shop after signing in', () => {
  expect(placeInShop('/orders')).toBe('/orders')
  for (const elsewhere of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:1',
    null,
  ]) {
    expect(placeInShop(elsewhere)).toBe('/')
  }
})
