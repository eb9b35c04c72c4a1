import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasNonEmptyMatcher, parseSelector } from './parse.ts'
import { ParseError } from './parse-error.ts'

function errorOf(text: string): string {
  try {
    parseSelector(text)
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError)
    return (error as Error).message
  }
  throw new Error(`${text} was accepted`)
}

describe('a selector', () => {
  it.each([
    ['up', ['__name__=up']],
    [' up # comment', ['__name__=up']],
    ['up{}', ['__name__=up']],
    ['a:b:c', ['__name__=a:b:c']],
    [':a', ['__name__=:a']],
    ['sum{a="b"}', ['__name__=sum', 'a=b']],
    ['by', ['__name__=by']],
    ['start', ['__name__=start']],
    ['OFFSET', ['__name__=OFFSET']],
    ['up{job="a",}', ['__name__=up', 'job=a']],
    ['up{sum="b",by="c",offset="1"}', ['__name__=up', 'sum=b', 'by=c', 'offset=1']],
    [`up{job=~"a|b",instance!~'x.*', x!="y"}`, ['__name__=up', 'job=~a|b', 'instance!~x.*', 'x!=y']],
    ['{__name__="x"}', ['__name__=x']],
    ['foo{__name__="bar"}', ['__name__=foo', '__name__=bar']],
    ['{"http.requests"}', ['__name__=http.requests']],
    ['{"http.requests", "k8s.pod"=~"a.+", job="x"}', ['__name__=http.requests', 'k8s.pod=~a.+', 'job=x']],
    ['up{"a b"!=`c`}', ['__name__=up', 'a b!=c']],
    [String.raw`up{job='it\'s',b="\"q\"\\"}`, ['__name__=up', "job=it's", 'b="q"\\']],
    ['up{job=`raw\\n`}', ['__name__=up', 'job=raw\\n']],
    [String.raw`up{job="\a\n\t\u00e9\U0001F600\xc3\xa9\101"}`, ['__name__=up', 'job=\x07\n\té😀éA']],
    ['up{job="é"}', ['__name__=up', 'job=é']],
    ['up{ # a comment\n job="a" # another "\n}', ['__name__=up', 'job=a']],
  ])('%s', (text, expected) => {
    expect(parseSelector(text).map(({ kind, name, value }) => `${name}${kind}${value}`)).toEqual(expected)
  })

  // Each of these was given to Prometheus (2.42) as match[]; the words are its own.
  it.each([
    ['', '1:1: parse error: unexpected end of input'],
    ['{', '1:2: parse error: unexpected end of input inside braces'],
    ['}', `1:1: parse error: unexpected character: '}'`],
    ['up{', '1:4: parse error: unexpected end of input inside braces'],
    ['up}', `1:3: parse error: unexpected character: '}'`],
    ['up{job}', '1:7: parse error: unexpected "}" in label matching, expected label matching operator'],
    ['up{job=}', '1:8: parse error: unexpected "}" in label matching, expected string'],
    ['up{job="a"', '1:11: parse error: unexpected end of input inside braces'],
    ['up{job="a",,}', '1:12: parse error: unexpected "," in label matching, expected identifier or "}"'],
    ['up{,}', '1:4: parse error: unexpected "," in label matching, expected identifier or "}"'],
    ['up{job=a}', '1:8: parse error: unexpected identifier "a" in label matching, expected string'],
    [
      'up{job="a" x="b"}',
      '1:12: parse error: unexpected identifier "x" in label matching, expected "," or "}"',
    ],
    ['up{job=="a"}', '1:8: parse error: unexpected "=" in label matching, expected string'],
    ['up{job!"a"}', `1:7: parse error: unexpected character after '!' inside braces: '"'`],
    ['up{job>"a"}', `1:7: parse error: unexpected character inside braces: '>'`],
    ['up{1a="b"}', `1:4: parse error: unexpected character inside braces: '1'`],
    ['up{a-b="c"}', `1:5: parse error: unexpected character inside braces: '-'`],
    ['up{a:b="c"}', `1:5: parse error: unexpected character inside braces: ':'`],
    ['up{é="b"}', `1:4: parse error: unexpected character inside braces: 'é'`],
    ['up{job="a";}', `1:11: parse error: unexpected character inside braces: ';'`],
    ['up{job=1}', `1:8: parse error: unexpected character inside braces: '1'`],
    ['up{job="a"}}', `1:12: parse error: unexpected character: '}'`],
    ['up{{', `1:4: parse error: unexpected left brace '{'`],
    [String.raw`up{job="a\x"}`, `1:8: parse error: illegal character U+0022 '"' in escape sequence`],
    [String.raw`up{job="\400"}`, '1:8: parse error: escape sequence is an invalid Unicode code point'],
    [String.raw`up{job="\"}`, '1:8: parse error: unterminated quoted string'],
    ['up{job="unterminated', '1:8: parse error: unterminated quoted string'],
    ['up{job=`unterminated', '1:8: parse error: unterminated raw string'],
    [
      'up{job "a"}',
      String.raw`1:8: parse error: unexpected string "\"a\"" in label matching, expected label matching operator`,
    ],
    [
      'up{job="a" "b"}',
      String.raw`1:12: parse error: unexpected string "\"b\"" in label matching, expected "," or "}"`,
    ],
    ['up{="a"}', '1:4: parse error: unexpected "=" in label matching, expected identifier or "}"'],
    ['up{job="a"=}', '1:11: parse error: unexpected "=" in label matching, expected "," or "}"'],
    ['sum(up)', '1:4: parse error: unexpected "("'],
    ['up[5m]', '1:3: parse error: unexpected "["'],
    ['up offset 5m', '1:4: parse error: unexpected <offset>'],
    ['-up', '1:1: parse error: unexpected <op:->'],
    ['up + down', '1:4: parse error: unexpected <op:+>'],
    ['up and down', '1:4: parse error: unexpected <op:and>'],
    ['up sum', '1:4: parse error: unexpected <aggr:sum>'],
    ['up END', '1:4: parse error: unexpected "END"'],
    ['up by', '1:4: parse error: unexpected <by>'],
    ['ATAN2', '1:1: parse error: unexpected <op:ATAN2>'],
    ['up =~ "a"', `1:4: parse error: unexpected character after '=': '~'`],
    ['1x', '1:1: parse error: bad number or duration syntax: "1"'],
    ['up down', '1:4: parse error: unexpected identifier "down"'],
    ['up{job="a"}{job="b"}', '1:12: parse error: unexpected "{"'],
    ['1', '1:1: parse error: unexpected number "1"'],
    ['0x1f', '1:1: parse error: unexpected number "0x1f"'],
    ['inf', '1:1: parse error: unexpected number "inf"'],
    ['NaN{a="b"}', '1:1: parse error: unexpected number "NaN"'],
    ['5m', '1:1: parse error: unexpected duration "5m"'],
    ['"foo"', String.raw`1:1: parse error: unexpected string "\"foo\""`],
    ['bool', '1:1: parse error: unexpected <bool>'],
    ['on', '1:1: parse error: unexpected <on>'],
    [')', `1:2: parse error: unexpected right parenthesis ')'`],
    ['up)', `1:4: parse error: unexpected right parenthesis ')'`],
    [',', '1:1: parse error: unexpected ","'],
    ['=', '1:1: parse error: unexpected "="'],
    ['a.b', `1:2: parse error: unexpected character: '.'`],
    ['é', `1:1: parse error: unexpected character: 'é'`],
    ['$', `1:1: parse error: unexpected character: '$'`],
    [
      'up{\n  job="a",\n  x\n}',
      '4:1: parse error: unexpected "}" in label matching, expected label matching operator',
    ],
  ])('%j is refused', (text, words) => {
    expect(errorOf(text)).toBe(words)
  })

  it('names the place of a bad regular expression, by bytes', () => {
    expect(errorOf('up{job=~"("}')).toBe(
      '1:4: parse error: error parsing regexp: missing closing ): `^(?s:()$`',
    )
    expect(errorOf('up{job=~"1)|(?:2"}')).toBe(
      '1:4: parse error: error parsing regexp: unexpected ): `1)|(?:2`',
    )
    expect(errorOf('up{é="a", b=~"("}')).toContain('1:4: ')
    expect(errorOf('up{a="é", b=~"("}')).toMatch(/^1:12: /)
  })

  it('does not show more than the beginning of a long string', () => {
    expect(errorOf(`"${'x'.repeat(5000)}"`)).toBe(
      String.raw`1:1: parse error: unexpected string "\"xxxxxxxxx"...`,
    )
  })

  it('asks for everything only where every matcher lets the empty value through', () => {
    expect(
      ['{}', '{job=""}', '{job=~".*"}', '{job!="x"}'].map(s => hasNonEmptyMatcher(parseSelector(s))),
    ).toEqual([false, false, false, false])
    expect(
      ['up', '{job=~".+"}', '{job!=""}', '{a=~".*",b="c"}'].map(s => hasNonEmptyMatcher(parseSelector(s))),
    ).toEqual([true, true, true, true])
  })

  it('reads or refuses whatever comes, without any other error', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        ',',
        '=',
        '=~',
        '!=',
        '!~',
        '"',
        "'",
        '`',
        '\\',
        'a',
        'up',
        '#',
        '\n',
        '5m',
        '\\x',
        '(',
        ')',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        try {
          parseSelector(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('reads back every value that can be quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        const quoted = JSON.stringify(value).replace(
          /[\u007f-\u009f]/g,
          c => `\\u00${c.charCodeAt(0).toString(16)}`,
        )
        expect(parseSelector(`{a=${quoted.replaceAll('\\/', '/')}}`)).toEqual([
          { kind: '=', name: 'a', value },
        ])
      }),
    )
  })
})
