/**
 * What stood at each place the last time. Series that come one after another have most of their labels in common, and to see that bytes spell a
 * text that is known already costs a fraction of making a new one; it also leaves one string for all of them.
 */
const PLACES = 64
const LONGEST = 128

export class LastTexts {
  readonly #texts: (string | undefined)[] = new Array(PLACES).fill(undefined)

  /** The text of that place where the bytes spell it. */
  find(bytes: Uint8Array, start: number, end: number, place: number): string | undefined {
    const text = this.#texts[place]
    if (text === undefined || text.length !== end - start) return undefined
    // Last first: where values differ, they do so near their ends.
    for (let i = text.length - 1; i >= 0; i--) if (bytes[start + i] !== text.charCodeAt(i)) return undefined
    return text
  }

  /** `size`: of the bytes that the text was read from. As many units as bytes is plain ASCII, and only that can be compared unit by byte. */
  keep(text: string, size: number, place: number): void {
    if (place < PLACES && text.length === size && size <= LONGEST) this.#texts[place] = text
  }
}
