/** What a variable's answers become before anybody chooses: taken apart by its regular expression, without doubles, sorted. */
export const ALL_VALUE = '$__all'
export const ALL_TEXT = 'All'
/** Of a variable of intervals: as long as makes so many steps of the range. */
export const AUTO_VALUE = '$__auto'

/** What an answer offers to choose from, before the variable's regular expression. */
export interface Found {
  readonly text: string
  readonly value: string
}

export interface Choice {
  readonly text: string
  readonly value: string
}

export interface Choices {
  readonly choices: readonly Choice[]
  /** Why there are none, or not what was meant. */
  readonly problem?: string | undefined
}

/** `regex` has its variables put in. Its groups `text` and `value` say what is shown and what is taken, else the first group is both. */
export function choicesFrom(
  found: readonly Found[],
  regex: string,
  sort: number,
  applyTo: 'text' | 'value' = 'value',
): Choices {
  let expression: RegExp | undefined
  try {
    expression = regex === '' ? undefined : expressionOf(regex)
  } catch {
    return { choices: [], problem: `The regular expression ${regex} can't be read` }
  }
  const all = expression === undefined ? found : found.flatMap(each => matched(each, expression, applyTo))
  return { choices: sorted(withoutDoubles(all), sort) }
}

/** `/pattern/flags`, or a pattern that has to match the whole. */
function expressionOf(text: string): RegExp {
  if (!text.startsWith('/')) return new RegExp(`^${text}$`)
  const found = /^\/(.*?)\/(g?i?m?y?s?)$/.exec(text)
  if (found === null) throw new SyntaxError('flags')
  return new RegExp(found[1]!, found[2])
}

function matched(found: Found, expression: RegExp, applyTo: 'text' | 'value'): Choice[] {
  const matches = allMatches(applyTo === 'text' ? found.text : found.value, expression)
  if (matches.length === 0) return []
  const group = (name: string): string | undefined =>
    matches.find(match => (match.groups?.[name] ?? '') !== '')?.groups?.[name]
  const [value, text] = [group('value'), group('text')]
  if (value !== undefined || text !== undefined) return [{ text: text ?? value!, value: value ?? text! }]
  const grouped = matches.find(match => match.length > 1)
  if (grouped === undefined) return [found]
  // With the flag g each match is a choice of its own.
  if (matches.length > 1) return matches.map(match => same(match[1] ?? ''))
  return [same(grouped[1] ?? '')]
}

function same(text: string): Choice {
  return { text, value: text }
}

function allMatches(text: string, expression: RegExp): RegExpExecArray[] {
  expression.lastIndex = 0
  const matches: RegExpExecArray[] = []
  for (;;) {
    const match = expression.exec(text)
    if (match === null) return matches
    matches.push(match)
    // What matches nothing would do so for ever.
    if (!expression.global || match[0] === '') return matches
  }
}

function withoutDoubles(choices: readonly Choice[]): Choice[] {
  const seen = new Set<string>()
  return choices.filter(({ value }) => !seen.has(value) && seen.add(value))
}

const NATURAL = new Intl.Collator(undefined, { sensitivity: 'accent', numeric: true })

/** Grafana's orders: 0 as they came, then by letters, by numbers, by letters of either case, and as people would; each up and down. */
function sorted(choices: readonly Choice[], sort: number): readonly Choice[] {
  switch (sort) {
    case 1:
      return by(choices, compareBy(textOf))
    case 2:
      return by(choices, compareBy(textOf)).reverse()
    case 3:
      return by(choices, compareBy(numberOf))
    case 4:
      return by(choices, compareBy(numberOf)).reverse()
    case 5:
      return by(choices, compareBy(lowerOf))
    case 6:
      return by(choices, compareBy(lowerOf)).reverse()
    case 7:
      return by(choices, (a, b) => NATURAL.compare(a.text, b.text))
    case 8:
      return by(choices, (a, b) => NATURAL.compare(a.text, b.text)).reverse()
    default:
      return choices
  }
}

function by(choices: readonly Choice[], compare: (a: Choice, b: Choice) => number): Choice[] {
  return [...choices].sort(compare)
}

function compareBy<T extends string | number>(key: (choice: Choice) => T) {
  return (a: Choice, b: Choice): number => {
    const [left, right] = [key(a), key(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }
}

const textOf = ({ text }: Choice): string => text
const lowerOf = ({ text }: Choice): string => text.toLowerCase()
/** The first number in it; none is before all. */
const numberOf = ({ text }: Choice): number => Number.parseInt(/\d+/.exec(text)?.[0] ?? '-1', 10)
