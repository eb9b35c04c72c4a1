/** Text can be read on what it stands on, in both themes: WCAG's AA. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media')
const coloursIn = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(found => [found[1], found[2]]))
const LIGHT = coloursIn(light)
const DARK = new Map([...LIGHT, ...coloursIn(dark)])

const AA = 4.5
const AA_OF_SHAPES = 3
const TEXT: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['text', ['ground', 'panel', 'sunken', 'warning-ground', 'critical-ground']],
  ['muted', ['ground', 'panel', 'sunken']],
  ['link', ['ground', 'panel', 'sunken', 'critical-ground']],
  ['on-brand', ['brand', 'brand-strong']],
  ['on-band', ['band']],
  ['on-hero', ['hero']],
  ['good', ['ground', 'good-ground']],
  ['warning', ['ground', 'panel', 'warning-ground']],
  ['critical', ['ground', 'panel', 'critical-ground']],
  ['info', ['info-ground']],
]
const SHAPES: readonly (readonly [shape: string, grounds: readonly string[]])[] = [
  ['line-strong', ['ground', 'panel', 'sunken']],
  ['brand', ['ground', 'panel']],
]

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s theme', (_name, colours) => {
  const pairs = (of: typeof TEXT) =>
    of.flatMap(([front, grounds]) => grounds.map(ground => [front, ground] as const))

  it.each(pairs(TEXT))('shows %s on %s', (front, ground) => {
    expect(contrast(colours.get(front)!, colours.get(ground)!)).toBeGreaterThanOrEqual(AA)
  })
  it.each(pairs(SHAPES))('shows edges in %s on %s', (front, ground) => {
    expect(contrast(colours.get(front)!, colours.get(ground)!)).toBeGreaterThanOrEqual(AA_OF_SHAPES)
  })
})

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
