import { describe, expect, it } from 'vitest'
import { parseNumber, unquote } from './literals.ts'

describe('numbers in scripts', () => {
  it.each([
    ['5', 5],
    ['-0.5', -0.5],
    ['.25', 0.25],
    ['3.', 3],
    ['1e3', 1000],
    ['-1.5E-7', -1.5e-7],
    ['0x1F', 31],
    ['-0x10', -16],
    ['017', 15],
    ['0', 0],
    ['1_000', 1000],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['+Infinity', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
  ])('%s', (text, value) => expect(parseNumber(text)).toBe(value))

  it.each(['', 'x', '1x', '1 2', '0x', '--1', '{}', '1e', '_', '.', '-'])('are not: %j', text => {
    expect(parseNumber(text)).toBeUndefined()
  })
})

describe('quoted strings in scripts', () => {
  it.each([
    ['"a\\tb"', 'a\tb'],
    ["'it\\'s'", "it's"],
    ['`a\\tb`', 'a\\tb'],
    ['"\\x41\\u00e9\\U0001F40E\\101"', 'Aé🐎A'],
    ['""', ''],
  ])('%s', (text, value) => expect(unquote(text)).toBe(value))

  it.each(['', '"', '"a', 'a"', '"a"b"', '`a`b`', '"\\q"', '"\\u12"', '"\\U00110000"'])(
    'are not: %s',
    text => {
      expect(unquote(text)).toBeUndefined()
    },
  )
})
