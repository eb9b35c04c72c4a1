/** One document, whatever its format, and what is wrong with several of them together. */
import {
  type DocumentedMetric,
  type DocumentProblem,
  type ReferenceDocument,
  saysNone,
} from './documented.ts'
import { readJsonReference } from './json.ts'
import { readMarkdownReference } from './markdown.ts'

/** JSON where the file is called so, else Markdown. */
export function readReference(text: string, file: string): ReferenceDocument {
  return /\.json$/i.test(file) ? readJsonReference(text, file) : readMarkdownReference(text, file)
}

/**
 * A metric that is documented twice in one place, or with two types. The same name under two headings is no mistake: two services may have
 * it.
 */
export function problemsAmong(metrics: readonly DocumentedMetric[]): DocumentProblem[] {
  const problems: DocumentProblem[] = []
  const places = new Map<string, DocumentedMetric>()
  const typed = new Map<string, DocumentedMetric>()
  for (const metric of metrics) {
    const { name, type, file, group, line } = metric
    const place = JSON.stringify([name, file, saysNone(group) ? '' : group])
    const before = places.get(place)
    const otherType = typed.get(name)
    if (type !== undefined && otherType !== undefined && otherType.type !== type) {
      const there = `${otherType.file}:${otherType.line}`
      const message = `${name} is a ${type} here and a ${otherType.type} at ${there}`
      problems.push({ kind: 'contradiction', metric: name, file, line, message })
    } else if (before !== undefined) {
      const message = `${name} stands twice in the same group, the first time in line ${before.line}`
      problems.push({ kind: 'duplicate', metric: name, file, line, message })
    }
    if (before === undefined) places.set(place, metric)
    if (type !== undefined && otherType === undefined) typed.set(name, metric)
  }
  return problems
}
