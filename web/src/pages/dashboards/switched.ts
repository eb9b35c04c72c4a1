/**
 * What a reader switched, as it stands in the address: `rows=5.-7-clone-1` opens the row 5 and shuts a repeat of 7, `marks=0.-2` switches on the first
 * annotation and off the third. What is as the dashboard says is left out. Pure.
 */

export type Switched = ReadonlyMap<string, boolean>

/** Nobody switches so many by hand. */
const MOST = 500

export function readSwitched(text: string): Switched {
  const found = new Map<string, boolean>()
  for (const each of text.split('.', MOST)) {
    const isOn = !each.startsWith('-')
    const key = isOn ? each : each.slice(1)
    if (key !== '') found.set(key, isOn)
  }
  return found
}

/** `usual` is what the dashboard itself says. */
export function withSwitched(text: string, key: string, isOn: boolean, usual: boolean): string {
  const switched = new Map(readSwitched(text))
  switched.delete(key)
  if (isOn !== usual) switched.set(key, isOn)
  return [...switched].map(([each, on]) => (on ? each : `-${each}`)).join('.')
}
