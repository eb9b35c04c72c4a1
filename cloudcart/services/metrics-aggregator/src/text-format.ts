/**
 * The text that services show at /metrics, read as the samples that stand in it. Comments, timestamps and exemplars are passed over. One
 * bad line spoils the whole text, because nobody knows what else is wrong with it; all sizes are bounded.
 */
export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

export interface TextLimits {
  readonly samples: number
  readonly lineLength: number
  readonly labels: number
}

export const TEXT_LIMITS: TextLimits = { samples: 50_000, lineLength: 16_384, labels: 64 }

export class MetricsTextError extends Error {
  override readonly name = 'MetricsTextError'
}

export function* readSamples(text: string, limits: TextLimits = TEXT_LIMITS): Generator<Sample> {
  let samples = 0
  let lineNumber = 0
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    lineNumber += 1
    if (end - start > limits.lineLength) {
      throw new MetricsTextError(`line ${lineNumber} is longer than ${limits.lineLength} characters`)
    }
    const line = text.slice(start, end)
    start = end + 1
    if (/^[ \t]*(#|$)/.test(line)) continue
    samples += 1
    if (samples > limits.samples) throw new MetricsTextError(`more than ${limits.samples} samples`)
    yield readSample(line, lineNumber, limits)
  }
}

const NAME = /[ \t]*([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*/y
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"([^"\\]*(?:\\[\\"n][^"\\]*)*)"[ \t]*/y
const LABELS_END = /[ \t]*\}[ \t]*/y
/** A value, a timestamp perhaps, and an exemplar perhaps. */
const REST = /([^ \t]+)(?:[ \t]+-?\d+(?:\.\d+)?)?[ \t]*(?:#.*)?$/y
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function readSample(line: string, lineNumber: number, limits: TextLimits): Sample {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(line)
    if (match === null) return undefined
    at = pattern.lastIndex
    return match
  }
  const wrong = (what: string) =>
    new MetricsTextError(`line ${lineNumber} has ${what} at character ${at + 1}`)

  const name = take(NAME)?.[1]
  if (name === undefined) throw wrong('no name of a metric')
  const labels = new Map<string, string>()
  if (line[at] === '{') {
    at += 1
    while (take(LABELS_END) === undefined) {
      const label = take(LABEL)
      if (label === undefined) throw wrong('no label')
      const [, key, text] = label as unknown as [string, string, string]
      if (labels.has(key)) throw wrong(`the label ${key} twice`)
      if (labels.size >= limits.labels) throw wrong(`more than ${limits.labels} labels`)
      labels.set(key, unescaped(text))
      if (line[at] === ',') at += 1
      else if (line[at] !== '}') throw wrong('neither a comma nor a brace')
    }
  }
  const value = numberOf(take(REST)?.[1])
  if (value === undefined) throw wrong('no value')
  return { name, labels, value }
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (NUMBER.test(text)) return Number(text)
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(text)
  if (word === null) return undefined
  if (/nan/i.test(word[2]!)) return Number.NaN
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
