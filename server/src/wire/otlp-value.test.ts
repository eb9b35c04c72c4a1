import { describe, expect, it } from 'vitest'
import { otlpValueText } from './otlp-value.ts'

describe('the text of an OTLP value', () => {
  it('is the value itself for text, numbers and truth', () => {
    expect(otlpValueText('')).toBe('')
    expect(otlpValueText('grün')).toBe('grün')
    expect(otlpValueText(true)).toBe('true')
    expect(otlpValueText(200)).toBe('200')
    expect(otlpValueText(2n ** 63n - 1n)).toBe('9223372036854775807')
    expect(otlpValueText(0.25)).toBe('0.25')
    expect(otlpValueText(1e-7)).toBe('1e-7')
    expect(otlpValueText(1e21)).toBe('1e+21')
    expect(otlpValueText(-0)).toBe('-0')
    expect(otlpValueText(Number.NEGATIVE_INFINITY)).toBe('-Inf')
    expect(otlpValueText(null)).toBe('')
    expect(otlpValueText(Uint8Array.of(1, 255))).toBe('Af8=')
  })

  it('is JSON for lists and maps, with keys sorted and HTML escaped as Go does', () => {
    expect(otlpValueText(['a<b>&c', 1, false, null, 2n ** 60n, Uint8Array.of(1)])).toBe(
      '["a\\u003cb\\u003e\\u0026c",1,false,null,1152921504606846976,"AQ=="]',
    )
    const entries = [
      { key: 'z', value: 1 },
      { key: 'a', value: { entries: [] } },
      { key: 'z', value: ['last'] },
    ]
    expect(otlpValueText({ entries })).toBe('{"a":{},"z":["last"]}')
    expect(otlpValueText([])).toBe('[]')
    expect(otlpValueText([Number.NaN])).toBe('')
  })
})
