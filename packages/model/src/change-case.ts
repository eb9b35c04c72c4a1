/**
 * Upper and lower case character by character, as Go's `strings.ToUpper` and `strings.ToLower` do it. JavaScript's own functions
 * follow the words of a language ("ß" becomes "SS", a final sigma differs), which would give other label values than Prometheus.
 */
export function changeCase(text: string, to: 'lowercase' | 'uppercase'): string {
  const changed = to === 'lowercase' ? text.toLowerCase() : text.toUpperCase()
  if (isAscii(text)) return changed
  let out = ''
  for (const character of text) out += to === 'lowercase' ? lowerOf(character) : upperOf(character)
  return out
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

function lowerOf(character: string): string {
  if (character === 'İ') return 'i'
  return single(character.toLowerCase()) ?? character
}

function upperOf(character: string): string {
  return single(character.toUpperCase()) ?? upperOfExpanding(character)
}

/** A mapping to several characters is a full one; Go maps one to one. */
function single(mapped: string): string | undefined {
  const [first, second] = mapped
  return second === undefined ? first : undefined
}

/** Greek letters with iota below have a one-to-one capital, the other expanding letters (ß, ŉ, ligatures) have none. */
function upperOfExpanding(character: string): string {
  const code = character.codePointAt(0)!
  if (code >= 0x1f80 && code <= 0x1faf) return (code & 8) === 0 ? String.fromCodePoint(code + 8) : character
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9)
  return character
}
