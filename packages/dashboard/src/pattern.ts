/** Regular expressions as dashboards write them: `/up (.*)/i`, or plain text that stands for the whole. */
export function regexOf(text: string): RegExp | undefined {
  try {
    if (!text.startsWith('/')) return new RegExp(`^${text}$`)
    const found = /^\/(.*)\/([gimsuy]*)$/s.exec(text)
    return found === null ? undefined : new RegExp(found[1]!, found[2])
  } catch {
    return undefined
  }
}

/** Undefined where the text is no regular expression. */
export function testOf(text: string): ((name: string) => boolean) | undefined {
  const regex = regexOf(text)
  if (regex === undefined) return undefined
  const { source, flags } = regex
  // A search that goes on where the last one ended would find every second name.
  const once = new RegExp(source, flags.replace(/[gy]/g, ''))
  return name => once.test(name)
}
