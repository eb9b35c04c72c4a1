import { describe, expect, it } from 'vitest'
import { cssColour, inkOn, mixed } from './colours.ts'

describe('a colour of Grafana', () => {
  it('is a tone of the theme', () => {
    expect(cssColour('green', 'dark')).toBe('#35b37e')
    expect(cssColour('green', 'light')).toBe('#14784f')
    expect(cssColour('semi-dark-red', 'dark')).not.toBe(cssColour('red', 'dark'))
  })

  it('may be written as CSS has it', () => {
    expect(cssColour('#FF9830', 'dark')).toBe('#ff9830')
    expect(cssColour('rgb(31, 120, 193)', 'dark')).toBe('#1f78c1')
    expect(cssColour('rgba(237, 129, 40, 0.89)', 'dark')).toBe('#ed8128')
  })

  it.each(['transparent', 'text', 'rgba(0,0,0,0)', 'url(x)', 'red;background:url(x)', undefined])(
    'is none: %s',
    colour => expect(cssColour(colour, 'dark')).toBeUndefined(),
  )
})

it('has an ink that can be read on it', () => {
  expect(inkOn('#ffff00')).toBe('#0b0e12')
  expect(inkOn('#c22f2a')).toBe('#ffffff')
  expect(inkOn('#000')).toBe('#ffffff')
})

it('mixes', () => {
  expect(mixed('#000000', '#ffffff', 0.5)).toBe('#808080')
  expect(mixed('#000000', '#ffffff', 2)).toBe('#ffffff')
})
