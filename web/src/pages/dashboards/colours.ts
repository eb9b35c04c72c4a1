/**
 * What the colours of Grafana's JSON are here. Their names (`semi-dark-red`) mean a hue in one of five shades, and each theme has its own tones of it, so
 * that texts of it can be read on both grounds. Green, yellow and red are the colours that states have everywhere.
 */
export type ThemeName = 'dark' | 'light'

const HUES: Readonly<Record<string, Readonly<Record<ThemeName, string>>>> = {
  green: { dark: '#35b37e', light: '#14784f' },
  yellow: { dark: '#e2c341', light: '#8a6d00' },
  orange: { dark: '#ee8f3a', light: '#a84c00' },
  red: { dark: '#f0716a', light: '#c22f2a' },
  blue: { dark: '#4c9aff', light: '#1a63d8' },
  purple: { dark: '#b98be8', light: '#7a3fb5' },
}

const NAMED = /^(super-light-|light-|semi-dark-|dark-)?(green|yellow|orange|red|blue|purple)$/
/** Towards white where positive, towards black where negative. */
const SHADES: Readonly<Record<string, number>> = {
  'super-light-': 0.45,
  'light-': 0.22,
  '': 0,
  'semi-dark-': -0.12,
  'dark-': -0.25,
}
/** CSS's own names that dashboards use. */
const PLAIN: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' }

/** For CSS and for canvases; undefined where the colour is no colour, as with `text` and `transparent`. */
export function cssColour(colour: string | undefined, theme: ThemeName): string | undefined {
  if (colour === undefined) return undefined
  const word = colour.trim().toLowerCase()
  const named = NAMED.exec(word)
  if (named !== null) return shaded(HUES[named[2]!]![theme], SHADES[named[1] ?? '']!)
  if (/^#([\da-f]{3}|[\da-f]{6}|[\da-f]{8})$/.test(word)) return word
  const rgb = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([\d.]+)\s*)?\)$/.exec(word)
  if (rgb !== null) return Number(rgb[4] ?? 1) === 0 ? undefined : hexOf([rgb[1], rgb[2], rgb[3]].map(Number))
  return PLAIN[word]
}

const GROUND: Readonly<Record<ThemeName, string>> = { dark: '#151a21', light: '#ffffff' }
/** Of what is called by no name that we know. */
export const SOME_COLOUR = '#8792a0'

/** A colour whatever it is called; scales name the ground that they stand on, too. */
export function colourNamed(name: string, theme: ThemeName): string {
  return name === 'panel-bg' ? GROUND[theme] : (cssColour(name, theme) ?? SOME_COLOUR)
}

/** Of two inks that which can be read on the ground. */
export function inkOn(ground: string): string {
  const [r, g, b] = partsOf(ground).map(part => (part / 255) ** 2.2)
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.22 ? '#0b0e12' : '#ffffff'
}

/** Between two colours, for what grows evenly. */
export function mixed(from: string, to: string, share: number): string {
  const [a, b] = [partsOf(from), partsOf(to)]
  return hexOf(a.map((part, i) => part + (b[i]! - part) * Math.min(1, Math.max(0, share))))
}

function shaded(colour: string, by: number): string {
  return mixed(colour, by > 0 ? '#ffffff' : '#000000', Math.abs(by))
}

function partsOf(colour: string): number[] {
  const hex = colour.slice(1)
  const long = hex.length === 3 ? [...hex].map(each => each + each).join('') : hex
  return [0, 2, 4].map(at => Number.parseInt(long.slice(at, at + 2), 16) || 0)
}

function hexOf(parts: readonly number[]): string {
  return `#${parts.map(part => Math.round(Math.min(255, part)).toString(16).padStart(2, '0')).join('')}`
}
