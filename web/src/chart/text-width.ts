/** How wide texts are. What is measured once is known: setting a canvas's font and measuring costs more than most of what is drawn. */

/** Letters that are much larger stand closer in some fonts. */
const MEASURED_AT = 32
/** Of a letter, where nothing can be measured. */
const USUAL = 0.6

const known = new Map<string, number>()
const MOST_KNOWN = 5_000
let context: CanvasRenderingContext2D | null | undefined
let family: string | undefined

/** In bold letters that are one pixel high: by this a text is made as large as its place allows. */
export function textWidth(text: string): number {
  family ??= getComputedStyle(document.body).fontFamily
  // The page's digits are all as wide as the widest, which a canvas doesn't know.
  const width = widthIn(`600 ${MEASURED_AT}px ${family}`, text.replace(/\d/g, '0'))
  return width === undefined ? text.length * USUAL : (width / MEASURED_AT) * 1.03
}

/** In pixels, as a canvas draws it with this font. Undefined where nothing can be measured. */
export function widthIn(font: string, text: string): number | undefined {
  const key = `${font}\n${text}`
  const before = known.get(key)
  if (before !== undefined) return before
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) return undefined
  context.font = font
  const { width } = context.measureText(text)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, width)
  return width
}
