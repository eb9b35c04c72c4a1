/** A YAML file as plain values that remember their lines. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

export interface YamlFile {
  /** undefined for an empty file. */
  readonly value: unknown
  /** The line of a key or of an item of a list; of its nearest ancestor where it does not exist. */
  readonly lineOf: (path: readonly PropertyKey[]) => number
  /** What is no YAML. The value is not to be used then. */
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

/** An alias may stand for much; a file that unfolds beyond this is an attack. */
const MAX_ALIASES = 100

export function readYaml(text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const faults = document.errors.map(error => ({ line: lineAt(error.pos[0]), message: faultOf(error) }))
  let value: unknown
  if (faults.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? undefined
    } catch (error) {
      faults.push({ line: 1, message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { value, faults, lineOf: path => lineAt(offsetOf(document, path)) }
}

function faultOf({ code, message }: { code: string; message: string }): string {
  if (code === 'DUPLICATE_KEY') return 'this key is set twice'
  return `not valid YAML: ${message.split('\n')[0]!}`
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let offset = document.contents?.range?.[0] ?? 0
  let node: unknown = document.contents
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part))
      if (!pair) break
      offset = (pair.key as Node | null)?.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      if (!node) break
      offset = (node as Node).range?.[0] ?? offset
    } else break
  }
  return offset
}
