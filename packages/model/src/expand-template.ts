/**
 * Fills in `$1`, `${1}`, `$name` and `${name}` as Go's `regexp.Expand` does, which relabelling and PromQL's `label_replace` rest on:
 * a name is as long as it can be (`$1x` is the group "1x", which is none, so nothing), `$$` is a dollar sign, and a `$` that starts no
 * reference stays.
 */
export function expandTemplate(
  template: string,
  /** The text of a group by number; '' for one that is not there or took no part in the match. */
  group: (number: number) => string,
  /** The number of a named group. */
  numberOf: (name: string) => number | undefined,
): string {
  let out = ''
  let at = 0
  for (;;) {
    const dollar = template.indexOf('$', at)
    if (dollar < 0) return out + template.slice(at)
    out += template.slice(at, dollar)
    at = dollar + 1
    if (template[at] === '$') {
      out += '$'
      at++
      continue
    }
    REFERENCE.lastIndex = at
    const match = REFERENCE.exec(template)
    if (!match) {
      out += '$'
      continue
    }
    at = REFERENCE.lastIndex
    const name = match[1] ?? match[2]!
    const number = groupNumber(name) ?? numberOf(name)
    if (number !== undefined) out += group(number)
  }
}

/** Go's notion of a word: letters and decimal digits of any script. */
const REFERENCE = /\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+)/uy

/** Without leading zeros, and no group has a number beyond 10^8: such a name is a name. */
function groupNumber(name: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,8})$/.test(name) ? Number(name) : undefined
}
