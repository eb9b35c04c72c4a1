/**
 * YAML as Prometheus's own reader (Go's yaml.v2, strict) sees it: scalars keep their text until somebody asks for a type, aliases and merge
 * keys are followed, a key that comes twice is an error. Everything remembers its line.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml'

/** What is wrong, by line; the reader goes on after each, so that all of it is found at once. */
export class Problems {
  readonly #found: { readonly line: number; readonly message: string }[] = []

  add(line: number, message: string): void {
    this.#found.push({ line, message })
  }

  get count(): number {
    return this.#found.length
  }

  /** Sorted by line, each once. */
  list(file: string): string[] {
    const sorted = this.#found.toSorted((a, b) => a.line - b.line)
    return [...new Set(sorted.map(({ line, message }) => `${file}:${line}: ${message}`))]
  }
}

export interface YamlEntry {
  readonly key: string
  readonly keyLine: number
  readonly value: YamlValue
}

export interface YamlValue {
  readonly line: number
  readonly problems: Problems
  /** `null` also for a key with nothing behind it: Go's reader makes the zero value of it (empty, 0, false). */
  readonly content:
    | { readonly kind: 'null' }
    /** `plain` text may be a number or a boolean; quoted text is text. */
    | { readonly kind: 'scalar'; readonly text: string; readonly plain: boolean }
    | { readonly kind: 'list'; readonly items: () => YamlValue[] }
    | { readonly kind: 'map'; readonly entries: () => YamlEntry[] }
}

/** A file whose aliases unfold beyond these is an attack. */
const MAX_VALUES = 1_000_000
const MAX_DEPTH = 100

/** The first document of a file; undefined where the file is empty or no YAML (the problems say so). */
export function parseYamlValue(text: string, problems: Problems): YamlValue | undefined {
  const lines = new LineCounter()
  const [document] = parseAllDocuments<ParsedNode>(text, {
    schema: 'failsafe',
    version: '1.1',
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  if (document === undefined || !('errors' in document)) return undefined
  for (const error of document.errors) {
    problems.add(lines.linePos(error.pos[0]).line, `yaml: ${error.message.split('\n')[0]}`)
  }
  if (document.errors.length > 0) return undefined

  let values = 0
  let exhausted = false
  const NULL: YamlValue['content'] = { kind: 'null' }

  const valueAt = (given: unknown, depth: number, lineAbove: number): YamlValue => {
    const node = isAlias(given) ? given.resolve(document) : (given as Node | null)
    if (isAlias(given) && node === undefined) {
      problems.add(lineAbove, `yaml: unknown anchor '${given.source}' referenced`)
    }
    const offset = node?.range?.[0]
    const line = offset === undefined ? lineAbove : lines.linePos(offset).line
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      if (!exhausted) problems.add(line, 'yaml: document contains excessive aliasing')
      exhausted = true
      return { line, problems, content: NULL }
    }
    return { line, problems, content: contentOf(node, depth, line) }
  }

  const contentOf = (node: unknown, depth: number, line: number): YamlValue['content'] => {
    if (isSeq(node)) {
      return { kind: 'list', items: () => node.items.map(item => valueAt(item, depth + 1, line)) }
    }
    if (isMap(node)) return { kind: 'map', entries: () => entriesOf(node, depth, line) }
    if (!isScalar(node)) return NULL
    const plain = node.type === 'PLAIN' && node.tag !== 'tag:yaml.org,2002:str'
    const content = String(node.value ?? '')
    if (plain && /^(?:|~|null|Null|NULL)$/.test(content)) return NULL
    return { kind: 'scalar', text: content, plain }
  }

  const entriesOf = (map: YAMLMap, depth: number, line: number): YamlEntry[] => {
    const own: YamlEntry[] = []
    const merged: YamlEntry[] = []
    for (const { key, value } of map.items) {
      const keyValue = valueAt(key, depth + 1, line)
      if (keyValue.content.kind === 'list' || keyValue.content.kind === 'map') {
        problems.add(keyValue.line, 'yaml: a key must be text')
        continue
      }
      const text = keyValue.content.kind === 'scalar' ? keyValue.content.text : ''
      const below = valueAt(value, depth + 1, keyValue.line)
      if (text === '<<' && keyValue.content.kind === 'scalar' && keyValue.content.plain) {
        merged.push(...mergedEntries(below))
      } else own.push({ key: text, keyLine: keyValue.line, value: below })
    }
    const names = new Set(own.map(({ key }) => key))
    return [...merged.filter(({ key }) => !names.has(key)), ...own]
  }

  /** Of several maps, the first that has a key wins. */
  const mergedEntries = (value: YamlValue): YamlEntry[] => {
    const { content } = value
    const maps = content.kind === 'list' ? content.items() : [value]
    const byKey = new Map<string, YamlEntry>()
    for (const map of maps) {
      if (map.content.kind !== 'map') {
        problems.add(map.line, 'yaml: map merge requires map or sequence of maps as the value')
        continue
      }
      for (const entry of map.content.entries()) if (!byKey.has(entry.key)) byKey.set(entry.key, entry)
    }
    return [...byKey.values()]
  }

  return valueAt(document.contents, 0, 1)
}
