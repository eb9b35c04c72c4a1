import { labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { isStartTimeLine, parseStartTimeLine } from './start-times.ts'

describe('start times', () => {
  it.each([
    ['@st -1m', [-60_000]],
    ['@st -1m _ 0s +5s', [-60_000, undefined, 0, 5000]],
    ['@st -1mx2 _x2', [-60_000, -60_000, -60_000, undefined, undefined]],
    ['@st -1m-30sx2', [-60_000, -90_000, -120_000]],
    ['@st -1m * _ *x1', [-60_000, -60_000, undefined, -60_000, -60_000]],
    ['@st -500ms+100msx1', [-500, -400]],
  ])('%s', (line, offsetsMs) => {
    expect(isStartTimeLine(line)).toBe(true)
    expect(parseStartTimeLine(line)).toEqual({ labels: undefined, offsetsMs })
  })

  it('are of one series where it is named', () => {
    expect(parseStartTimeLine('x{a="b"}@st -1m').labels).toEqual(labelsOf({ __name__: 'x', a: 'b' }))
    expect(isStartTimeLine('x{a="b"} 1 2')).toBe(false)
  })

  it.each(['@st 1', '@st -1m+2m', '@st y', '@st -1mxz'])('refuse %s', line => {
    expect(() => parseStartTimeLine(line)).toThrow(/invalid (ST item|duration)/)
  })
})
