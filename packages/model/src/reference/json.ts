/**
 * Documented metrics from JSON: a list of `{name | prom_name, type, labels, help, service ...}`, by itself or as `metrics` of an object. Fields
 * of other names are left alone.
 */
import { createDraft, type Draft, MOST_CHARACTERS, type ReferenceDocument } from './documented.ts'

type Fields = Readonly<Record<string, unknown>>

export function readJsonReference(text: string, file: string): ReferenceDocument {
  const draft = createDraft(file)
  if (text.length > MOST_CHARACTERS) {
    draft.problem('too-large', '', 1, `more than ${MOST_CHARACTERS} characters: it is not read`)
    return draft.finish()
  }
  const list = listOf(text, draft)
  if (list === undefined) return draft.finish()
  const lines = elementLines(text)
  for (const [index, item] of list.entries()) {
    const line = lines[index] ?? 1
    if (!isFields(item)) {
      draft.problem('unreadable', '', line, `entry ${index + 1} is no object with a name`)
      continue
    }
    const row = {
      // What series are called wins over what the instrument was called.
      name: textOf(item, 'prom_name') || textOf(item, 'name') || textOf(item, 'metric'),
      type: textOf(item, 'type'),
      labels: labelsOf(item.labels),
      help: textOf(item, 'help') || textOf(item, 'description'),
      group: groupOf(item),
      line,
    }
    if (!draft.add(row)) break
  }
  return draft.finish()
}

function listOf(text: string, draft: Draft): readonly unknown[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    draft.problem('unreadable', '', 1, `no JSON: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
  const list = isFields(value) ? value.metrics : value
  if (Array.isArray(list)) return list
  draft.problem('unreadable', '', 1, 'expected a list of metrics, or an object with such a list as "metrics"')
  return undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value.trim() : ''
}

function groupOf(item: Fields): string {
  const service = textOf(item, 'service')
  const system = textOf(item, 'system')
  if (service !== '' && system !== '') return `${system} / ${service}`
  return service || system || textOf(item, 'group') || textOf(item, 'section')
}

function labelsOf(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
  return isFields(value) ? Object.keys(value) : undefined
}

/** Where each element of the first list that holds objects begins. JSON.parse does not tell. */
function elementLines(text: string): number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let listDepth = -1
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\n') line++
    else if (inText) {
      if (character === '\\') at++
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '[' || character === '{') {
      if (character === '{' && depth === listDepth) lines.push(line)
      depth++
      if (character === '[' && listDepth < 0) listDepth = depth
    } else if (character === ']' || character === '}') {
      depth--
      if (depth < listDepth) break
    }
  }
  return lines
}
