/** Waits for a condition instead of a time; says what it waited for when it never comes. As patient as `expect.poll`. */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  withinMs = 60_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      const found = await look()
      if (found) return found as NonNullable<T>
      last = found
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last)
      throw new Error(`waited ${withinMs} ms for ${what}; last seen: ${seen}`)
    }
    await new Promise(done => setTimeout(done, 20))
  }
}
