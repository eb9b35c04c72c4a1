/** The lines of a stream of UTF-8 text, however its pieces are cut. Empty ones are left out, so is an unfinished last one. */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array>,
  maxChars: number,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const piece of pieces) {
    const searched = pending.length
    pending += decoder.decode(piece, { stream: true })
    let start = 0
    for (let end = pending.indexOf('\n', searched); end >= 0; end = pending.indexOf('\n', start)) {
      const line = pending.slice(start, end)
      start = end + 1
      if (line.trim() !== '') yield line
    }
    pending = pending.slice(start)
    if (pending.length > maxChars)
      throw new Error(`a line of the stream is longer than ${maxChars} characters`)
  }
}
