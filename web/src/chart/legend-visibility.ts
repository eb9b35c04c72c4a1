/** What clicks in a legend hide: a click isolates, the same click again brings all back; with Ctrl, Cmd or Alt it hides or shows one. */

export function isolate(
  keys: readonly string[],
  hidden: ReadonlySet<string>,
  key: string,
): ReadonlySet<string> {
  const others = keys.filter(each => each !== key)
  const alone = !hidden.has(key) && others.every(each => hidden.has(each))
  return alone ? new Set() : new Set(others)
}

export function toggle(
  keys: readonly string[],
  hidden: ReadonlySet<string>,
  key: string,
): ReadonlySet<string> {
  const next = new Set(hidden)
  if (!next.delete(key)) next.add(key)
  // An empty graph answers nothing: hiding the last brings all back.
  return keys.length > 0 && keys.every(each => next.has(each)) ? new Set() : next
}
